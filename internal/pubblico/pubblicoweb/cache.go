package pubblicoweb

import (
	lru "container/list"
	"strings"
	"sync"

	"github.com/a-h/templ"

	"pass/internal/platform/web"
	"pass/internal/pubblico"
)

const (
	// cacheBytes bounds the pages kept in memory: compressed, those of 1,700
	// bodies take some 20 MB.
	cacheBytes = 48 << 20
	// pageAge: browsers and proxies ask at each view, and are told in a few
	// bytes that nothing changed; a figure just published is seen at once.
	pageAge = 0
)

// cache keeps the pages that are the same for everybody, the least used thrown
// away first. A page is good for one version of what is published, and a day.
type cache struct {
	mu    sync.Mutex
	byKey map[string]*lru.Element
	order lru.List // of *cached, the last used first
	bytes int
	max   int
}

type cached struct {
	key, version string
	page         web.Packed
}

func newCache(limit int) *cache { return &cache{byKey: map[string]*lru.Element{}, max: limit} }

func (c *cache) get(key, version string) (web.Packed, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	e := c.byKey[key]
	if e == nil || e.Value.(*cached).version != version {
		return web.Packed{}, false
	}
	c.order.MoveToFront(e)
	return e.Value.(*cached).page, true
}

func (c *cache) put(key, version string, page web.Packed) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if e := c.byKey[key]; e != nil {
		c.drop(e)
	}
	c.byKey[key] = c.order.PushFront(&cached{key, version, page})
	c.bytes += len(page.Body)
	for c.bytes > c.max && c.order.Len() > 1 {
		c.drop(c.order.Back())
	}
}

func (c *cache) drop(e *lru.Element) {
	x := c.order.Remove(e).(*cached)
	delete(c.byKey, x.key)
	c.bytes -= len(x.page.Body)
}

// kept answers with a page made of what is published. query is the part
// of the address that the page understands, in its canonical form: a page
// asked with anything else is made anew and not kept, so that nobody fills the
// cache with invented addresses. A reader who asks with Cache-Control: no-cache
// gets a page made now.
func (p pages) kept(c *web.Context, query string, build func(*pubblico.Pubblicato) (templ.Component, error)) error {
	pub, err := p.lettore.Tutto(c.Ctx())
	if err != nil {
		return err
	}
	return p.serve(c, pub, query, build)
}

// serve is kept for what was read already.
func (p pages) serve(c *web.Context, pub *pubblico.Pubblicato, query string, build func(*pubblico.Pubblicato) (templ.Component, error)) error {
	if asked, ok := strings.CutPrefix(query, "procedimento="); ok {
		if _, known := pub.Procedimento(asked); !known {
			query = ""
		}
	}
	if !c.Anonymous() || c.R.URL.RawQuery != query {
		page, err := build(pub)
		if err != nil {
			return err
		}
		return c.HTML(200, page)
	}
	key, version := c.Path()+"?"+query, pub.Versione+" "+c.Now().Day().String()
	if c.R.Header.Get("Cache-Control") != "no-cache" {
		if page, ok := p.cache.get(key, version); ok {
			return c.Send(page, pageAge)
		}
	}
	page, err := build(pub)
	if err != nil {
		return err
	}
	body, err := c.Render(page)
	if err != nil {
		return err
	}
	packed, err := web.Pack("text/html; charset=utf-8", body)
	if err != nil {
		return err
	}
	p.cache.put(key, version, packed)
	return c.Send(packed, pageAge)
}

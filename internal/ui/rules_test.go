package ui

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"pass/assets"
)

// The rules that every page owes, checked on the page that has everything.

func TestNothingInline(t *testing.T) {
	for _, n := range elements(parse(t, render(t, Gallery()))) {
		if n.Data == "style" {
			t.Error("a <style> element breaks the policy")
		}
		if src, ok := attr(n, "src"); n.Data == "script" && (!ok || src == "" || n.FirstChild != nil) {
			t.Error("an inline <script> breaks the policy")
		}
		for _, a := range n.Attr {
			if a.Key == "style" || strings.HasPrefix(a.Key, "on") || strings.HasPrefix(strings.ToLower(a.Val), "javascript:") {
				t.Errorf("<%s %s=%q> breaks the policy", n.Data, a.Key, a.Val)
			}
		}
	}
}

func TestNoForeignOrigin(t *testing.T) {
	for _, n := range elements(parse(t, render(t, Gallery())), "script", "link", "img", "use", "iframe") {
		for _, name := range []string{"src", "href"} {
			v, _ := attr(n, name)
			rel, _ := attr(n, "rel")
			if strings.Contains(v, "//") && rel != "canonical" {
				t.Errorf("<%s %s=%q> is fetched from elsewhere", n.Data, name, v)
			}
		}
	}
}

func TestEveryControlHasOneLabel(t *testing.T) {
	page := parse(t, render(t, Gallery()))
	labels := map[string]int{}
	for _, l := range elements(page, "label") {
		id, _ := attr(l, "for")
		labels[id]++
		if text(l) == "" {
			t.Errorf("the label of %q is empty", id)
		}
	}
	controls := 0
	for _, c := range elements(page, "input", "select", "textarea") {
		if kind, _ := attr(c, "type"); kind == "hidden" {
			continue
		}
		controls++
		id, _ := attr(c, "id")
		if labels[id] != 1 {
			name, _ := attr(c, "name")
			t.Errorf("control %q has %d labels", name, labels[id])
		}
	}
	if controls < 20 {
		t.Errorf("the gallery shows only %d controls", controls)
	}
}

func TestReferencesResolve(t *testing.T) {
	page := parse(t, render(t, Gallery()))
	ids := map[string]int{}
	for _, n := range elements(page) {
		if id, ok := attr(n, "id"); ok {
			ids[id]++
		}
	}
	for id, n := range ids {
		if n > 1 || strings.ContainsAny(id, " ") {
			t.Errorf("id %q occurs %d times", id, n)
		}
	}
	for _, n := range elements(page) {
		for _, name := range []string{"for", "aria-describedby", "aria-labelledby", "popovertarget"} {
			v, _ := attr(n, name)
			for _, id := range strings.Fields(v) {
				if ids[id] == 0 {
					t.Errorf("<%s %s=%q>: no such id", n.Data, name, id)
				}
			}
		}
	}
}

func TestErrorsAreTiedToTheirFields(t *testing.T) {
	page := parse(t, render(t, Gallery()))
	byID := map[string]*html.Node{}
	for _, n := range elements(page) {
		if id, ok := attr(n, "id"); ok {
			byID[id] = n
		}
	}
	for _, e := range galleryErrors() {
		control := byID[FieldID(e.Field)]
		if control == nil {
			t.Fatalf("the summary leads to %q, which is not there", e.Field)
		}
		if !contains([]string{"input", "select", "textarea"}, control.Data) {
			t.Errorf("the summary leads to a <%s>, which takes no focus", control.Data)
		}
		described, _ := attr(control, "aria-describedby")
		if group, ok := attr(control.Parent.Parent, "aria-describedby"); ok {
			described += " " + group
		}
		found := false
		for _, id := range strings.Fields(described) {
			found = found || byID[id] != nil && strings.Contains(text(byID[id]), e.Message)
		}
		if !found {
			t.Errorf("%q does not say its error: described by %q", e.Field, described)
		}
	}
}

func TestOneHeadingAndLandmarks(t *testing.T) {
	for name, p := range map[string]Page{"gallery": galleryPage(), "bare": {Title: "Prova"}, "home": {Title: "PAsS", Heading: "Benvenuti", Hero: true}} {
		page := parse(t, render(t, Layout(p)))
		for _, tag := range []string{"h1", "main", "header", "footer", "title"} {
			if n := len(elements(page, tag)); n != 1 {
				t.Errorf("%s: %d <%s>", name, n, tag)
			}
		}
		if lang, _ := attr(elements(page, "html")[0], "lang"); lang != "it" {
			t.Errorf("%s: lang=%q", name, lang)
		}
	}
}

func TestHeadingsDoNotSkipLevels(t *testing.T) {
	level := 0
	for _, h := range elements(parse(t, render(t, Gallery())), "h1", "h2", "h3", "h4", "h5", "h6") {
		l := int(h.Data[1] - '0')
		if l > level+1 {
			t.Errorf("<%s>%s follows a level %d", h.Data, text(h), level)
		}
		level = l
	}
}

func TestFooterOwesItsLinks(t *testing.T) {
	set := Settings{AccessibilityURL: "https://form.agid.gov.it/view/1", PrivacyURL: "/p", LegalURL: "/l", FeedbackURL: "/f?da=piede", DPO: "Maria Bianchi"}
	for name, p := range map[string]Page{"zero": {Title: "Prova"}, "set": {Title: "Prova", Settings: set, CurrentPath: "/enti?q=a&b"}} {
		foot := elements(parse(t, render(t, Layout(p))), "footer")[0]
		want := map[string]string{"accessibility-link": p.Settings.accessibility(), "privacy-policy-link": p.Settings.privacy(), "legal-notes": p.Settings.legal(), "feedback": "/contatti"}
		if name == "set" {
			want["feedback"] = "/f?da=piede&pagina=%2Fenti%3Fq%3Da%26b"
		}
		for _, a := range elements(foot, "a") {
			key, _ := attr(a, "data-element")
			href, _ := attr(a, "href")
			if w, ok := want[key]; ok && w != href {
				t.Errorf("%s: %s leads to %q, not to %q", name, key, href, w)
			}
			delete(want, key)
		}
		if len(want) > 0 {
			t.Errorf("%s: the footer lacks %v", name, want)
		}
		if !strings.Contains(text(foot), "Responsabile della protezione dei dati") {
			t.Errorf("%s: the footer does not name the RPD", name)
		}
	}
}

func TestDemoBannerOnlyOnDemoData(t *testing.T) {
	const words = "Dati dimostrativi."
	if !strings.Contains(render(t, Layout(Page{Title: "x", Demo: true})), words) {
		t.Error("demonstration data without their banner")
	}
	if strings.Contains(render(t, Layout(Page{Title: "x"})), words) {
		t.Error("the banner is shown on real data")
	}
}

func TestSearchEnginesSeeOnlyPublicPages(t *testing.T) {
	if !strings.Contains(render(t, Layout(Page{Title: "x"})), `name="robots" content="noindex, nofollow"`) {
		t.Error("a private page may be indexed")
	}
	if strings.Contains(render(t, Layout(Page{Title: "x", Robots: true})), "noindex") {
		t.Error("a public page may not be indexed")
	}
}

func TestSignOutIsAPost(t *testing.T) {
	page := parse(t, render(t, Layout(galleryPage())))
	for _, f := range elements(page, "form") {
		if action, _ := attr(f, "action"); action == "/esci" {
			if method, _ := attr(f, "method"); method != "post" {
				t.Errorf("sign-out by %q", method)
			}
			return
		}
	}
	t.Error("no way to sign out")
}

// TestPageFitsASlowLine keeps what a first visit transfers under 200 kB.
func TestPageFitsASlowLine(t *testing.T) {
	if !assets.Built() {
		t.Skip("the assets are not built: node assets/build.mjs")
	}
	total := 15_000 // the page itself, compressed
	for _, pattern := range []string{"pass-*.css.gz", "pass-*.js.gz", "sprite-*.svg.gz", "titillium-*.woff2"} {
		files, err := filepath.Glob(filepath.Join("..", "..", "assets", "dist", pattern))
		if err != nil || len(files) == 0 {
			t.Fatalf("%s: %v %v", pattern, files, err)
		}
		for _, f := range files {
			info, err := os.Stat(f)
			if err != nil {
				t.Fatal(err)
			}
			total += int(info.Size())
		}
	}
	if total > 200_000 {
		t.Errorf("a first visit transfers %s", Bytes(int64(total)))
	}
}

// TestIconsAreInTheSprite finds names mistyped anywhere in the program.
func TestIconsAreInTheSprite(t *testing.T) {
	sprites, err := filepath.Glob(filepath.Join("..", "..", "assets", "dist", "sprite-*.svg"))
	if err != nil || len(sprites) == 0 {
		t.Skip("the assets are not built: node assets/build.mjs")
	}
	sprite, err := os.ReadFile(sprites[0])
	if err != nil {
		t.Fatal(err)
	}
	use := regexp.MustCompile(`@(?:ui\.)?Icon(?:Of)?\("([^"]+)"|Icon: "([^"]+)"`)
	templs, err := filepath.Glob(filepath.Join("..", "*", "*", "*.templ"))
	if err != nil {
		t.Fatal(err)
	}
	own, err := filepath.Glob("*.templ")
	if err != nil || len(own) == 0 {
		t.Fatal(own, err)
	}
	names := map[string]string{}
	for _, file := range append(own, templs...) {
		b, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range use.FindAllStringSubmatch(string(b), -1) {
			names[m[1]+m[2]] = file
		}
	}
	for _, tone := range []Tone{Neutral, Info, Success, Warning, Late} {
		names[tone.icon()] = "tone.go"
	}
	for name, file := range names {
		if !strings.Contains(string(sprite), `id="it-`+name+`"`) {
			t.Errorf("%s: no sign it-%s", file, name)
		}
	}
}

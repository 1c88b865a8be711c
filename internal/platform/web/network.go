package web

import (
	"net"
	"net/netip"
	"strings"
)

// Network names the network of who asks, wide enough that a person is not told
// apart: 256 addresses of IPv4, a household or office of IPv6. Behind a proxy
// on this machine or network it is the last address that the proxy added.
func (c *Context) Network() string {
	const unknown = "sconosciuta"
	host, _, err := net.SplitHostPort(c.R.RemoteAddr)
	if err != nil {
		host = c.R.RemoteAddr
	}
	a, err := netip.ParseAddr(host)
	if err != nil {
		return unknown
	}
	if a.IsLoopback() || a.IsPrivate() {
		hops := strings.Split(strings.Join(c.R.Header.Values("X-Forwarded-For"), ","), ",")
		if b, err := netip.ParseAddr(strings.TrimSpace(hops[len(hops)-1])); err == nil {
			a = b
		}
	}
	a = a.Unmap()
	bits := 64
	if a.Is4() {
		bits = 24
	}
	n, err := a.WithZone("").Prefix(bits)
	if err != nil {
		return unknown
	}
	return n.String()
}

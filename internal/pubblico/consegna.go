package pubblico

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"strconv"
	"strings"
	"syscall"
	"time"

	"pass/internal/kernel"
)

// firma signs a message as Standard Webhooks says: HMAC-SHA256 of id, time and
// body, with the secret without its prefix.
func firma(segreto, messaggio string, istante kernel.Instant, corpo string) (string, error) {
	key, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(segreto, prefissoSegreto))
	if err != nil {
		return "", fmt.Errorf("pubblico: the secret is no base64: %w", err)
	}
	mac := hmac.New(sha256.New, key)
	fmt.Fprintf(mac, "%s.%d.%s", messaggio, istante.Time().Unix(), corpo)
	return "v1," + base64.StdEncoding.EncodeToString(mac.Sum(nil)), nil
}

const prefissoSegreto = "whsec_"

// errIndirizzoVietato is what an address inside the network becomes: a message
// must not reach what only this machine can reach (SSRF).
var errIndirizzoVietato = errors.New("address not allowed")

// vietato reports whether an address belongs to this machine, to its network
// or to nobody.
func vietato(a netip.Addr) bool {
	a = a.Unmap()
	if !a.IsValid() || !a.IsGlobalUnicast() || a.IsPrivate() || a.IsLoopback() {
		return true
	}
	for _, p := range reti {
		if p.Contains(a) {
			return true
		}
	}
	return false
}

// reti are not in the other classes: shared by providers, documentation,
// benchmarks, reserved, and the old ways to reach IPv4 through IPv6.
var reti = []netip.Prefix{netip.MustParsePrefix("0.0.0.0/8"), netip.MustParsePrefix("100.64.0.0/10"), netip.MustParsePrefix("192.0.0.0/24"), netip.MustParsePrefix("192.0.2.0/24"), netip.MustParsePrefix("192.88.99.0/24"),
	netip.MustParsePrefix("198.18.0.0/15"), netip.MustParsePrefix("198.51.100.0/24"), netip.MustParsePrefix("203.0.113.0/24"), netip.MustParsePrefix("240.0.0.0/4"),
	netip.MustParsePrefix("64:ff9b::/96"), netip.MustParsePrefix("64:ff9b:1::/48"), netip.MustParsePrefix("100::/64"), netip.MustParsePrefix("2001::/23"), netip.MustParsePrefix("2001:db8::/32"), netip.MustParsePrefix("2002::/16")}

// cliente makes the HTTP client of the messages. Addresses are judged when the
// connection is opened, after the name was resolved, so that no name can lead
// inside later.
func cliente(ancheInterni bool) *http.Client {
	dialer := &net.Dialer{Timeout: 5 * time.Second, Control: func(_, address string, _ syscall.RawConn) error {
		ap, err := netip.ParseAddrPort(address)
		if err != nil || !ancheInterni && vietato(ap.Addr()) {
			return errIndirizzoVietato
		}
		return nil
	}}
	return &http.Client{Timeout: 15 * time.Second, Transport: &http.Transport{DialContext: dialer.DialContext, TLSHandshakeTimeout: 5 * time.Second, DisableKeepAlives: true, MaxResponseHeaderBytes: 64 << 10},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
}

// spedisci sends one message; esito says in words how it went.
func spedisci(ctx context.Context, c *http.Client, w lavoro, ora kernel.Instant) (esito string, riuscita bool) {
	signature, err := firma(w.segreto, w.Messaggio, ora, w.Corpo)
	if err != nil {
		return "il segreto non è leggibile", false
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, w.destinazione.Indirizzo, bytes.NewReader([]byte(w.Corpo)))
	if err != nil {
		return "l’indirizzo non è valido", false
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("User-Agent", "PAsS")
	r.Header.Set("Webhook-Id", w.Messaggio)
	r.Header.Set("Webhook-Timestamp", strconv.FormatInt(ora.Time().Unix(), 10))
	r.Header.Set("Webhook-Signature", signature)
	answer, err := c.Do(r)
	var timeout net.Error
	switch {
	case errors.Is(err, errIndirizzoVietato):
		return "l’indirizzo è di una rete interna: non è ammesso", false
	case errors.As(err, &timeout) && timeout.Timeout():
		return "nessuna risposta entro 15 secondi", false
	case err != nil:
		return "il collegamento non è riuscito", false
	}
	defer answer.Body.Close()
	_, _ = io.Copy(io.Discard, io.LimitReader(answer.Body, 64<<10))
	return "risposta " + strconv.Itoa(answer.StatusCode), answer.StatusCode >= 200 && answer.StatusCode < 300
}

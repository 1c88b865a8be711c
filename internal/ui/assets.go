package ui

import "sync/atomic"

// assetURL turns the plain name of an asset into the address under which it
// is served. It is injected because ui knows neither the embedded folder nor
// its content hashes; goldens so do not change with each build of the assets.
var assetURL atomic.Pointer[func(string) string]

// SetAssetURL tells ui where the assets are. The program calls it once at
// start with assets.URL; until then names are served plain under /assets/.
func SetAssetURL(f func(name string) string) { assetURL.Store(&f) }

// Asset is the address of an asset: Asset("pass.css").
func Asset(name string) string {
	if f := assetURL.Load(); f != nil {
		return (*f)(name)
	}
	return "/assets/" + name
}

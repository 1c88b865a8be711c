package accesso

// livelli orders the authentication levels by strength. Sources: SPID, Regole
// tecniche (SpidL1–3, which CIE uses too); Regulation (EU) 910/2014 art. 8
// (eIDAS levels, matched as in AgID's Linee guida OpenID Connect in SPID).
var livelli = map[string]int{
	"https://www.spid.gov.it/SpidL1":          1,
	"https://www.spid.gov.it/SpidL2":          2,
	"https://www.spid.gov.it/SpidL3":          3,
	"http://eidas.europa.eu/LoA/low":          1,
	"http://eidas.europa.eu/LoA/substantial":  2,
	"http://eidas.europa.eu/LoA/high":         3,
	"https://eidas.europa.eu/LoA/low":         1,
	"https://eidas.europa.eu/LoA/substantial": 2,
	"https://eidas.europa.eu/LoA/high":        3,
}

// livelloBasta reports whether the level with which the person signed in is at
// least the required one. A level that is not in the table is enough only when
// exactly that one is required; nothing required means that any is enough.
func livelloBasta(avuto, chiesto string) bool {
	if chiesto == "" || avuto == chiesto {
		return true
	}
	have, known := livelli[avuto]
	want, ordered := livelli[chiesto]
	return known && ordered && have >= want
}

package steps

// silence is the end of the procedure, or of what another body was asked, by
// silence.
func silence(n name) (Kind, bool) {
	tacit := n.has("tacit") && n.has("assens", "provvediment", "accogliment", "rigett", "dinieg", "rifiut", "formazion")
	if !tacit && !(n.has("silenzio.") && (n.has("assens", "accogliment", "rigett", "rifiut", "dinieg", "formazion", "inadempiment") || n.only("silenzio."))) {
		return Work, false
	}
	switch {
	case n.has("inadempiment") || n.has(ask...) || n.has("comunicazion", "diffid") || n.has(none...):
		return Work, true
	case n.has(opinion...) || n.has(bodies...) || n.has("conferenz"):
		return OtherBodyEnd, true
	}
	return TacitEnd, true
}

// conference is a conferenza di servizi, convened and concluded.
func conference(n name) (Kind, bool) {
	if !n.has("conferenz") || n.has("stampa.", "capigruppo") {
		return Work, false
	}
	switch {
	case n.has(ask...) || n.has(none...) || n.has("comunicazion", "verbale.") && !n.has("indizion", "conclusiv"):
		return Work, true
	case n.has("chiusur", "conclusion", "conclusiv", "conclus", "esit"):
		return OtherBodyEnd, true
	case n.has("indizion", "indett", "convocazion", "convocat", "avvio.", "apertur"):
		return OtherBodyStart, true
	}
	return Work, true
}

// otherBody is an opinion or act asked of another body, or given by it.
func otherBody(n name) (Kind, bool) {
	about, body := n.has(opinion...), n.has(bodies...)
	inside := n.has("intern", "rup.", "ufficio.", "uffici.", "responsabil", "istruttor", "dirigent", "segretari", "commission", "legittim", "preventiv")
	given := n.has("reso.", "resa.", "resi.", "rese.", "espress", "favorevol", "contrari", "formulat", "rilasciat", "rilascio.", "emess", "condizionat")
	asked, arrived := n.has(ask...), n.has(arrives...) || n.has(answers...)
	sent := n.leads("invi", "trasmission", "trasmess", "inoltr")
	switch {
	case !about && !body:
		return Work, false
	case about && !body && n.leads("rilascio.") && n.has("nulla.") && !n.has("parer"):
		return Work, false // the nulla osta may be the measure itself
	case n.has(none...) || inside && !body || n.has("sollecit", "comunicazion", "verific", "attesa."):
		return Work, true
	case asked && n.has("evas") || n.leads(answers...):
		return OtherBodyEnd, true
	case asked && (arrived || given):
		return Work, true // their request to us
	case asked:
		return OtherBodyStart, true
	case about && (arrived || given):
		return OtherBodyEnd, true
	case sent && !n.has(integration...) && (about && n.has("per.") || body && !about):
		return OtherBodyStart, true
	case body && !about && arrived && !n.has(application...):
		return OtherBodyEnd, true
	}
	return Work, true
}

// otherEnd is the end without a decision: withdrawn, archived, not admitted.
func otherEnd(n name) (Kind, bool) {
	if n.has(ask...) || n.has("propost", "comunicazion", "preavvis") || n.has(none...) {
		return Work, false
	}
	switch {
	case n.has("archiviazion", "archiviat"):
		return OtherEnd, !n.has("document", "fascicol", "digital", "cartace", "elaborat", "file")
	case n.has("improcedibil", "irricevibil", "inammissibil", "rinunci"):
		return OtherEnd, true
	case n.leads("ritir", "annullament", "annullat") || n.has("ritirat", "annullat"):
		return OtherEnd, n.has("istanz", "domand", "pratic", "richiedent")
	}
	return Work, false
}

// expressEnd is the adoption of the measure, positive or negative.
func expressEnd(n name) (Kind, bool) {
	if n.has(ask...) || n.has(none...) || n.leads("comunicazion", "invi", "trasmission", "consegn", "ritir", "avvis", "ricors") ||
		n.has("propost", "schema.", "copi", "ricevut", "preavvis", "conferenz", "bozz", "firma.", "pagament", "parzial") {
		return Work, false
	}
	switch {
	case n.has("dinieg", "rigett", "respint", "accogliment", "accolta.", "accolto."):
		return ExpressEnd, true
	case n.leads("rilasci", "emission", "emess", "adozion", "adottat", "emanazion", "approvazion") && n.has(measures...):
		return ExpressEnd, true
	case n.has(measures...) && n.has("rilasciat", "emess", "adottat", "emanat"):
		return ExpressEnd, true
	case n.only("rilascio.", "rilasciato.", "rilasciata."):
		return ExpressEnd, true
	case n.has("provvediment", "determinazion", "atto.") && n.has("final", "espress", "conclusiv", "negativ", "favorevol"):
		return ExpressEnd, true
	case n.has("conclusion", "conclus") && n.has("procediment"):
		return ExpressEnd, true
	}
	return Work, false
}

// receipt is the arrival of the application.
func receipt(n name) (Kind, bool) {
	switch {
	case n.has(none...) || n.has("comunicazion", "pagament", "rinunci", "ricors") || n.has(integration...):
		return Work, false
	case n.leads(arrives...) && (n.has(application...) || n.has("richiest")):
		return Receipt, true
	case n.has(application...) && n.has("presentat", "pervenut", "ricevut", "protocoll", "arrivat"):
		return Receipt, true
	case n.only("ricezione.", "ricevimento.", "protocollazione.", "protocollo.", "presentazione.", "istanza.", "domanda.", "arrivo."):
		return Receipt, true
	case n.has("avvio.") && n.has("ufficio.") && n.has("d."):
		return Receipt, true
	}
	return Work, false
}

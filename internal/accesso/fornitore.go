package accesso

type fornitore struct{}

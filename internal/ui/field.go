package ui

import (
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"pass/internal/kernel"
)

// Field is one control of a form: what is asked, what was typed, what is
// wrong with it.
type Field struct {
	Name         string
	Label        string
	Value        string
	Hint         string // shown between label and control
	Error        string // what is wrong and what to do; see Errors.For
	ID           string // FieldID(Name) when empty
	Required     bool
	Disabled     bool
	ReadOnly     bool
	Autocomplete string // HTML autofill token: "email", "name", "off"
	InputMode    string // "numeric", "decimal"
	MaxLength    int    // characters, 0 is no limit
	Min          string // dates only, ISO
	Max          string // dates only, ISO
	Rows         int    // lines of a text area, 6 when 0
	Unit         string // written after a number: "giorni di calendario"
	Short        bool   // codes, numbers and dates: a narrow control
}

// Option is one choice of a select, of radio buttons or of check boxes.
type Option struct {
	Value    string
	Label    string
	Hint     string
	Group    string // heading of a select: neighbours with the same one go together
	Disabled bool
}

// FieldID is the id of the control of the field with that name, where the
// error summary leads.
func FieldID(name string) string {
	return "campo-" + strings.NewReplacer(".", "-", "[", "-", "]", "").Replace(name)
}

func (f Field) id() string { return or(f.ID, FieldID(f.Name)) }

// describedBy lists the ids of hint and error, or is empty.
func (f Field) describedBy() string {
	var ids []string
	if f.Hint != "" {
		ids = append(ids, f.id()+"-aiuto")
	}
	if f.Error != "" {
		ids = append(ids, f.id()+"-errore")
	}
	if f.Unit != "" {
		ids = append(ids, f.id()+"-unita")
	}
	return strings.Join(ids, " ")
}

func (f Field) controlClass() string {
	c := "form-control"
	if f.Short {
		c += " pass-short"
	}
	if f.Error != "" {
		c += " is-invalid"
	}
	return c
}

// attributes are those that a control of that kind has only sometimes.
func (f Field) attributes(kind string) templ.Attributes {
	a := templ.Attributes{}
	set := func(name, value string) {
		if value != "" {
			a[name] = value
		}
	}
	set("aria-describedby", f.describedBy())
	set("autocomplete", f.Autocomplete)
	if f.Error != "" {
		a["aria-invalid"] = "true"
	}
	a["required"], a["disabled"] = f.Required, f.Disabled
	if kind == "select" || kind == "radio" || kind == "checkbox" {
		return a
	}
	a["readonly"] = f.ReadOnly
	if kind == "date" {
		set("min", f.Min)
		set("max", f.Max)
		return a
	}
	set("inputmode", f.InputMode)
	if f.MaxLength > 0 {
		a["maxlength"] = strconv.Itoa(f.MaxLength)
	}
	return a
}

// Errors are the wrong fields of a form, in the order of the page.
type Errors []kernel.FieldError

// ErrorsOf takes the wrong fields out of an error of the kernel.
func ErrorsOf(err error) Errors { return Errors(kernel.FieldsOf(err)) }

// For is the message of the field with that name, or empty.
func (es Errors) For(name string) string {
	for _, e := range es {
		if e.Field == name {
			return e.Message
		}
	}
	return ""
}

func contains(values []string, v string) bool {
	for _, x := range values {
		if x == v {
			return true
		}
	}
	return false
}

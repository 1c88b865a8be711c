package pubblicoweb

import (
	"context"
	"strings"
	"testing"
)

func TestTheManualsSubsetOfMarkdown(t *testing.T) {
	d := parseMarkdown("# Titolo\n\nUna **parola** forte e un [link](/cifre).\nSeconda riga.\n\n## Parte seconda\n\n- uno\n- due\n  continua\n\n1. primo\n2. secondo\n\n### Sotto")
	if d.Title != "Titolo" || len(d.Blocks) != 5 {
		t.Fatalf("%+v", d)
	}
	var b strings.Builder
	if err := documentBody(d).Render(context.Background(), &b); err != nil {
		t.Fatal(err)
	}
	want := `<div class="pass-document"><p>Una <strong>parola</strong> forte e un <a href="/cifre">link</a>. Seconda riga.</p><h2 id="parte-seconda" class="h4">Parte seconda</h2>` +
		`<ul><li>uno</li><li>due continua</li></ul><ol><li>primo</li><li>secondo</li></ol><h3 id="sotto" class="h5">Sotto</h3></div>`
	if got := strings.ReplaceAll(strings.ReplaceAll(b.String(), "> <", "><"), "\n", ""); got != want {
		t.Errorf("rendered\n%s\nwant\n%s", got, want)
	}
}

func TestNothingButTheSubsetPasses(t *testing.T) {
	for _, text := range []string{"<script>alert(1)</script>", "[x](javascript:alert(1))", "[x](//evil.example)", "[x](http://evil.example)", `[x](/a"onclick="b)`, "<img src=x onerror=y>"} {
		var b strings.Builder
		if err := documentBody(parseMarkdown(text)).Render(context.Background(), &b); err != nil {
			t.Fatal(err)
		}
		got := b.String()
		if strings.Contains(got, "<script") || strings.Contains(got, "<img") || strings.Contains(got, `href="javascript`) || strings.Contains(got, `href="//`) || strings.Contains(got, `href="http:`) || strings.Contains(got, `"onclick="`) {
			t.Errorf("%q becomes %s", text, got)
		}
	}
}

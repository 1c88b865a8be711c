// Package mappa turns boundaries into drawings. It is pure: it reads an
// io.Reader, and opens nothing.
//
//	GeoJSON ─┐                                  ┌─▶ Percorso: an SVG path for each shape
//	TopoJSON ┴▶ Leggi ─▶ Confini ─▶ Semplifica ─┴─▶ Riquadro: where the shapes stand
//
// Leggi projects degrees (WGS 84) to UTM zone 32, in whole metres, and finds
// the lines that two shapes share: each is kept once, as an arc, so that
// Semplifica moves both shapes alike and leaves neither gaps nor overlaps.
package mappa

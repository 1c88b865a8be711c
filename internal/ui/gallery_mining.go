package ui

func galleryMap() ProcessMapProps {
	return ProcessMapProps{ID: "grafico-mappa", Title: "Percorsi più frequenti delle pratiche", W: 330, H: 330,
		Desc:      "Il passaggio che pesa di più va dalla richiesta del parere al parere reso.",
		Thickness: "numero di passaggi", Colour: "tempo mediano", Levels: []string{"meno di 1 giorno di calendario", "da 1 a 7", "da 7 a 30", "da 30 a 60", "oltre 60"},
		Nodes: []MapNode{
			{X: 150, Y: 26, W: 92, H: 30, Lines: []string{"Inizio"}, Terminal: true, Text: "Inizio"},
			{X: 150, Y: 110, W: 170, H: 46, Lines: []string{"Richiesta di parere"}, Figure: "37 casi", Level: 1, URL: "?da=parere", Text: "Richiesta di parere: 37 casi"},
			{X: 150, Y: 210, W: 170, H: 46, Lines: []string{"Parere reso"}, Figure: "37 casi", Level: 4, URL: "?da=reso", Text: "Parere reso: 37 casi, 58 giorni di calendario in mediana"},
			{X: 150, Y: 300, W: 92, H: 30, Lines: []string{"Fine"}, Terminal: true, Text: "Fine"}},
		Edges: []MapEdge{
			{Path: "M150,41L150,80", Arrow: "150,87 146,79 154,79", Width: 4, X: 190, Y: 64, Label: "37", Text: "Inizio → Richiesta di parere: 37 casi"},
			{Path: "M150,133L150,180", Arrow: "150,187 146,179 154,179", Width: 4, Level: 4, X: 205, Y: 160, Label: "58 g", Slowest: true, Text: "Richiesta di parere → Parere reso: 58 giorni di calendario in mediana su 37 passaggi"},
			{Path: "M150,233L150,278", Arrow: "150,285 146,277 154,277", Width: 4, Level: 1, X: 190, Y: 256, Label: "3 g", Text: "Parere reso → Fine: 37 casi"}},
		Table: Table{Caption: "Passaggi", Columns: []Column{{Text: "Da"}, {Text: "A"}, {Text: "Casi", Numeric: true}},
			Rows: []Row{{Cells: []Cell{TextCell("Richiesta di parere"), TextCell("Parere reso"), TextCell("37")}}}},
		Note: "Fonte: 37 pratiche del Comune di Lodi."}
}

func galleryShares() ShareBarProps {
	return ShareBarProps{ID: "grafico-tempo", Title: "Dove passa il tempo di una pratica", Desc: "Su 142 giorni di calendario in media, 58 sono di altri enti.",
		Parts: []SharePart{{Name: "Lavorazione", Share: 0.12, Text: "17 giorni di calendario, 12%", Colour: 1}, {Name: "Attesa", Share: 0.31, Text: "44 giorni di calendario, 31%", Colour: 6},
			{Name: "Sospensione", Share: 0.16, Text: "23 giorni di calendario, 16%", Hatch: true}, {Name: "Altri enti", Share: 0.41, Text: "58 giorni di calendario, 41%", Colour: 2}},
		Note: "Fonte: 37 pratiche del Comune di Lodi."}
}

func galleryHistogram() HistogramProps {
	return HistogramProps{ID: "grafico-durate", Title: "Durata delle pratiche", Unit: "giorni di calendario", First: "0", Last: "180 giorni di calendario", Mark: 0.33, MarkText: "termine: 60 giorni di calendario",
		Bins: []HistogramBin{{"da 0 a 30", 4, false}, {"da 30 a 60", 11, false}, {"da 60 a 90", 9, true}, {"da 90 a 120", 6, true}, {"da 120 a 150", 0, true}, {"da 150 a 180", 2, true}},
		Note: "Fonte: 32 pratiche concluse del Comune di Lodi."}
}

func galleryPlot() PlotProps {
	return PlotProps{ID: "grafico-arretrato", Title: "Pratiche aperte nel tempo", Desc: "Con un istruttore in più l’arretrato si smaltisce a marzo.", MaxX: 10, MaxY: 60,
		XTicks: []Tick{{0, "gennaio 2026"}, {10, "dicembre 2026"}}, YTicks: []Tick{{0, "0"}, {30, "30"}, {60, "60"}}, YText: "pratiche aperte", MarkX: 5, MarkText: "oggi",
		Series: []PlotSeries{
			{Kind: PlotBand, Colour: 1, Points: []PlotPoint{{5, 48}, {10, 30}, {10, 4}, {5, 48}}},
			{Name: "osservate", Kind: PlotSteps, Colour: 5, Points: []PlotPoint{{0, 40}, {2, 44}, {5, 48}}},
			{Name: "previste, con l’intervallo", Kind: PlotLine, Colour: 1, Points: []PlotPoint{{5, 48}, {10, 16}}},
			{Name: "pratiche oltre il termine", Kind: PlotDots, Colour: 6, Large: true, Points: []PlotPoint{{1, 12}, {3, 14}}},
			{Kind: PlotSegments, Faint: true, Points: []PlotPoint{{0, 2}, {4, 9}, {1, 2}, {9, 9}}}},
		Table: Table{Caption: "Pratiche aperte", Columns: []Column{{Text: "Mese"}, {Text: "Aperte", Numeric: true}}, Rows: []Row{{Cells: []Cell{TextCell("gennaio 2026"), TextCell("40")}}}}}
}

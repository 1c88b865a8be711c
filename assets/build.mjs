// Builds assets/dist: style sheet, script, fonts and signs under names with
// their content hash, a manifest from plain names, and compressed siblings.
//
//   npm ci --prefix assets && node assets/build.mjs
import { createHash } from 'node:crypto'
import { mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import * as esbuild from 'esbuild'
import * as sass from 'sass'

const here = path.dirname(fileURLToPath(import.meta.url))
const modules = path.join(here, 'node_modules')
const italia = path.join(modules, 'bootstrap-italia')
const dist = path.join(here, 'dist')
const manifest = {}

// Signs of companies, which a public service does not show.
const brands =
  /^it-(android|apple|behance|bluesky|facebook|figma|flickr|github|google|instagram|linkedin|mastodon|medium|moodle|pinterest|quora|reddit|slack|snapchat|spotify|stackexchange|stackoverflow|telegram|threads|tiktok|twitter|vimeo|whatsapp|youtube)/

// The style sheet of Bootstrap Italia comes from its own Sass sources.
const bootstrapItalia = {
  name: 'bootstrap-italia',
  setup(build) {
    build.onLoad({ filter: /bootstrap-italia\.scss$/ }, ({ path: file }) => ({
      contents: sass.compile(file, {
        loadPaths: [modules],
        quietDeps: true,
        silenceDeprecations: ['import', 'global-builtin', 'color-functions', 'if-function'],
      }).css,
      loader: 'css',
    }))
  },
}

await empty(dist)
await bundle()
await add('sprite.svg', await sprite())
await add('favicon.svg', await readFile(path.join(here, 'src/favicon.svg')))
await consoleOfTheAPI()
await add('licenze.txt', await licences())
await writeFile(path.join(dist, 'manifest.json'), JSON.stringify(manifest, Object.keys(manifest).sort(), 2))
await compress()

async function empty(dir) {
  await mkdir(dir, { recursive: true })
  for (const name of await readdir(dir)) {
    if (name !== '.gitkeep') await rm(path.join(dir, name), { recursive: true })
  }
}

// bundle makes the style sheet, with Bootstrap Italia compiled into it, and
// the script; esbuild copies and names the fonts that the sheet asks for.
async function bundle() {
  const result = await esbuild.build({
    entryPoints: [path.join(here, 'src/pass.css'), path.join(here, 'src/pass.js')],
    absWorkingDir: here,
    outdir: dist,
    bundle: true,
    minify: true,
    format: 'iife',
    target: ['chrome100', 'firefox100', 'safari15.4'],
    entryNames: '[name]-[hash]',
    assetNames: '[name]-[hash]',
    loader: { '.woff2': 'file' },
    alias: { fonts: path.join(italia, 'dist/fonts') },
    plugins: [bootstrapItalia],
    metafile: true,
    logLevel: 'warning',
  })
  for (const out of Object.keys(result.metafile.outputs)) {
    const name = path.basename(out)
    manifest[plain(name)] = name
  }
}

// plain takes the hash away, and shortens the names of the fonts:
// "titillium-web-v10-latin-ext_latin-700-ABCD1234.woff2" → "titillium-700.woff2".
function plain(name) {
  return name
    .replace(/-[A-Z0-9]{8}(\.\w+)$/, '$1')
    .replace(/^([a-z]+)(-[a-z]+)?-v\d+-latin-ext_latin-regular\./, '$1-400.')
    .replace(/^([a-z]+)(-[a-z]+)?-v\d+-latin-ext_latin-/, '$1-')
}

// consoleOfTheAPI takes Swagger UI as it is: only the page of the API loads it,
// and only when somebody opens the console.
async function consoleOfTheAPI() {
  const from = path.join(modules, 'swagger-ui-dist')
  for (const [name, file] of [['console.js', 'swagger-ui-bundle.js'], ['console.css', 'swagger-ui.css']]) {
    const text = (await readFile(path.join(from, file), 'utf8')).replace(/\n?\/[/*]# sourceMappingURL=[^\n]*\n?/g, '\n')
    await add(name, text)
  }
}

async function sprite() {
  const all = await readFile(path.join(italia, 'dist/svg/sprites.svg'), 'utf8')
  const kept = [...all.matchAll(/<symbol id="([^"]+)".*?<\/symbol>/gs)].filter((m) => !brands.test(m[1]))
  if (kept.length < 100) throw new Error(`the sprite has only ${kept.length} signs: did its form change?`)
  return `<svg xmlns="http://www.w3.org/2000/svg">${kept.map((m) => m[0]).join('')}</svg>`
}

// licences gathers the notices that must travel with what others wrote.
async function licences() {
  const files = {
    'Bootstrap Italia (BSD-3-Clause)': 'LICENSE',
    'Titillium Web (SIL Open Font License)': 'dist/fonts/Titillium_Web/OFL.txt',
    'Lora (SIL Open Font License)': 'dist/fonts/Lora/OFL.txt',
    'Roboto Mono (Apache License 2.0)': 'dist/fonts/Roboto_Mono/LICENSE.txt',
  }
  let text = `Swagger UI (Apache License 2.0)\n${'='.repeat(31)}\n\n${await readFile(path.join(modules, 'swagger-ui-dist/NOTICE'), 'utf8')}\n${await readFile(path.join(modules, 'swagger-ui-dist/LICENSE'), 'utf8')}\n\n`
  for (const [title, file] of Object.entries(files)) {
    text += `${title}\n${'='.repeat(title.length)}\n\n${await readFile(path.join(italia, file), 'utf8')}\n\n`
  }
  return text
}

async function add(name, content) {
  const hash = createHash('sha256').update(content).digest('hex').slice(0, 8).toUpperCase()
  const { name: stem, ext } = path.parse(name)
  manifest[name] = `${stem}-${hash}${ext}`
  await writeFile(path.join(dist, manifest[name]), content)
}

// compress writes the sibling of each text; fonts are compressed already.
async function compress() {
  for (const name of Object.values(manifest)) {
    if (name.endsWith('.woff2')) continue
    await writeFile(path.join(dist, `${name}.gz`), gzipSync(await readFile(path.join(dist, name)), { level: 9 }))
  }
}

// Starts the real program with its demonstration data in a folder of its own,
// and ends it. Everything stays on this machine.
import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { out, root } from './report.mjs'

// PASSD may name another build of the program.
export const program = process.env.PASSD ?? join(root, 'bin', 'passd')

// startServer gives { url, people, log(), stop() } once the first page can be
// asked for.
export async function startServer(name, { args = [], env = {} } = {}) {
  if (!existsSync(program)) throw new Error(`${program} is missing: run "make build"`)
  const dir = mkdtempSync(join(tmpdir(), 'pass-e2e-'))
  const port = await freePort()
  const url = `http://localhost:${port}`
  const child = spawn(program, ['demo', '--indirizzo', `127.0.0.1:${port}`, '--url', url, '--dati', join(dir, 'dati'), ...args], {
    cwd: dir,
    env: { ...withoutSettings(process.env), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const server = { url, port, dir, child, output: '', errors: '' }
  child.stderr.on('data', (b) => (server.errors += b))
  const ended = new Promise((done) => child.once('exit', (code, signal) => done(signal ?? code)))
  ended.then((how) => (server.ended = how))
  await ready(server, ended)
  server.people = (await (await fetch(`${url}/sviluppo/persone.json`)).json()).items
  server.log = () => server.errors
  server.stop = async () => {
    child.kill('SIGTERM')
    const timer = setTimeout(() => child.kill('SIGKILL'), 25_000)
    await ended
    clearTimeout(timer)
    writeFileSync(join(out, `${name}.log`), server.errors)
    rmSync(dir, { recursive: true, force: true })
  }
  return server
}

function ready(server, ended) {
  return new Promise((done, failed) => {
    const timer = setTimeout(() => {
      server.child.kill('SIGKILL')
      failed(new Error('passd demo did not start within two minutes:\n' + server.errors.slice(-2000)))
    }, 120_000)
    server.child.stdout.on('data', (b) => {
      server.output += b
      if (server.output.includes('Ctrl+C')) {
        clearTimeout(timer)
        done()
      }
    })
    ended.then((code) => {
      clearTimeout(timer)
      failed(new Error(`passd demo ended with ${code}:\n${server.errors.slice(-2000)}`))
    })
  })
}

// withoutSettings keeps the settings of whoever runs the tests out of them.
function withoutSettings(env) {
  return Object.fromEntries(Object.entries(env).filter(([k]) => !k.startsWith('PASS_')))
}

function freePort() {
  return new Promise((done, failed) => {
    const s = createServer()
    s.once('error', failed)
    s.listen(0, '127.0.0.1', () => {
      const { port } = s.address()
      s.close(() => done(port))
    })
  })
}

// troubles lists the lines of the technical log that no run may leave: a panic
// or an answer 500, or that the server is no longer there.
export function troubles(server) {
  const lines = server.log().split('\n').filter((l) => /\bpanic\b|status=5\d\d|level=ERROR/.test(l))
  if (server.ended !== undefined) lines.unshift(`the server ended by itself: ${server.ended}`)
  return lines
}

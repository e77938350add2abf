// Installs what is missing, from any npm and any Node that can run npm: plain JavaScript, no dependencies.
// Called first by `npm start` and `npm test`; does nothing when the lockfile has not changed since the last time.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = dirname(dirname(fileURLToPath(import.meta.url)))
const bin = join(root, 'node_modules', '.bin')
const stampFile = join(root, 'node_modules', '.hostler-installed')

/** Makes sure of dependencies and of Node 24; returns the path of that Node. */
export function install() {
  const lock = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex')
  const stamp = existsSync(stampFile) ? readFileSync(stampFile, 'utf8') : ''
  if (stamp !== lock || !nodeVersion()) {
    console.error('Installing dependencies …')
    // Not `npm ci`: it refuses a lockfile written where the registry lacks other platforms' optional packages.
    npm(['install', '--no-save', '--no-audit', '--no-fund'])
    if (!nodeVersion()) npm(['rebuild', 'node', '--no-audit', '--no-fund', '--ignore-scripts=false'])
    if (!nodeVersion()) fail('the npm package `node` brought no Node 24; are install scripts allowed?')
    writeFileSync(stampFile, lock)
  }
  return node()
}

/** Runs a program with Node 24 first on PATH and this terminal; ends this process with its exit code on failure. */
export function run(command, args, options = {}) {
  const result = spawnSync(command, args, { cwd: root, stdio: 'inherit', env: environment(), ...options })
  if (result.error) fail(`${command}: ${result.error.message}`)
  return result.status ?? 1
}

/** The environment in which everything else runs. */
export function environment() {
  const separator = process.platform === 'win32' ? ';' : ':'
  return { ...process.env, PATH: bin + separator + process.env.PATH }
}

function node() {
  return join(bin, process.platform === 'win32' ? 'node.exe' : 'node')
}

function nodeVersion() {
  if (!existsSync(node())) return undefined
  const { status, stdout } = spawnSync(node(), ['--version'], { encoding: 'utf8' })
  return status === 0 && /^v(2[4-9]|[3-9]\d)\./.test(stdout) ? stdout.trim() : undefined
}

function npm(args) {
  // The npm that started us, whatever its version; its own Node runs it.
  const script = process.env.npm_execpath
  const status = script ? run(process.execPath, [script, ...args]) : run('npm', args)
  if (status !== 0) fail(`npm ${args.join(' ')} failed`)
}

function fail(message) {
  console.error(message)
  process.exit(1)
}

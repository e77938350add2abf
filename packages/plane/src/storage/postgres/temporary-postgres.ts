// A PostgreSQL server for tests: its own folder, a Unix socket and no network port. Debian's programs are looked for
// in their usual place; the server refuses to run as root, so it runs as an unprivileged user then.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { chownSync, existsSync, globSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface TemporaryPostgres {
  readonly url: string
  stop(): Promise<void>
}

const nobody = 65_534
const readyLine = 'database system is ready to accept connections'
const startWithinMs = 30_000

/** Folder of PostgreSQL's server programs, newest first, or undefined where there are none. */
export function findPostgres(): string | undefined {
  return globSync('/usr/lib/postgresql/*/bin')
    .sort()
    .reverse()
    .find(folder => existsSync(join(folder, 'initdb')) && existsSync(join(folder, 'postgres')))
}

export async function startPostgres(programs: string): Promise<TemporaryPostgres> {
  const folder = mkdtempSync(join(tmpdir(), 'hostler-pg-'))
  const data = join(folder, 'data')
  const identity = process.getuid?.() === 0 ? { uid: nobody, gid: nobody } : {}
  if ('uid' in identity) chownSync(folder, nobody, nobody)
  execFileSync(join(programs, 'initdb'), ['-D', data, '-U', 'hostler', '-A', 'trust', '-E', 'UTF8', '-N'], {
    ...identity,
    stdio: 'ignore',
    cwd: folder,
  })
  const server = spawn(join(programs, 'postgres'), ['-D', data, '-k', folder, '-c', 'listen_addresses='], {
    ...identity,
    cwd: folder,
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  await untilReady(server)
  return {
    url: `postgres://hostler@localhost/postgres?host=${encodeURIComponent(folder)}`,
    async stop() {
      const ended = new Promise(resolve => server.once('exit', resolve))
      server.kill('SIGINT')
      await ended
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function untilReady(server: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let said = ''
    const timer = setTimeout(() => reject(new Error(`PostgreSQL did not start: ${said}`)), startWithinMs)
    server.stderr!.on('data', (chunk: Buffer) => {
      said += chunk.toString()
      if (!said.includes(readyLine)) return
      clearTimeout(timer)
      resolve()
    })
    server.once('exit', () => reject(new Error(`PostgreSQL ended: ${said}`)))
  })
}

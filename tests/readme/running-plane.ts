// A plane as users start it: the bundle, in a process of its own, on free ports and in a folder of its own.
import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export const root = join(import.meta.dirname, '../..')

export class RunningPlane implements AsyncDisposable {
  /** Looks like the clone, with a `data/` of its own. */
  readonly folder: string
  readonly #process: ChildProcess

  private constructor(folder: string, child: ChildProcess) {
    this.folder = folder
    this.#process = child
  }

  static async start(): Promise<RunningPlane> {
    const bundle = join(root, 'dist', 'hostler.mjs')
    if (!existsSync(bundle)) throw new Error('dist/ is missing: `npm test` and `npm run build` make it')
    const folder = mkdtempSync(join(tmpdir(), 'hostler-readme-'))
    mkdirSync(join(folder, 'home'))
    for (const name of ['package.json', 'tools', 'dist', 'node_modules'])
      symlinkSync(join(root, name), join(folder, name))
    const args = [bundle, 'up', '--no-demo', '--data', 'data', '--port', '0', '--tls-port', '0']
    const child = spawn(process.execPath, args, {
      cwd: folder,
      env: environment(folder),
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const plane = new RunningPlane(folder, child)
    await plane.#untilReady()
    return plane
  }

  /** Runs a bash script in the folder. */
  run(script: string): Promise<{ readonly code: number | null; readonly output: string }> {
    return new Promise((resolve, reject) => {
      const child = spawn('bash', ['-c', `exec 2>&1\n${script}`], {
        cwd: this.folder,
        env: environment(this.folder),
        stdio: ['ignore', 'pipe', 'inherit'],
      })
      let output = ''
      child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()))
      child.once('error', reject)
      child.once('close', code => resolve({ code, output }))
    })
  }

  /** Ends the plane as Ctrl-C does; resolves with its exit code. */
  async stop(): Promise<number | null> {
    if (this.#process.exitCode === null && this.#process.signalCode === null) {
      const ended = new Promise(resolve => this.#process.once('exit', resolve))
      this.#process.kill('SIGINT')
      await ended
    }
    return this.#process.exitCode
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop()
    rmSync(this.folder, { recursive: true, force: true })
  }

  #untilReady(): Promise<void> {
    return new Promise((resolve, reject) => {
      let said = ''
      const hear = (chunk: Buffer) => {
        said += chunk.toString()
        if (said.includes('Hostler is ready')) resolve()
      }
      this.#process.stdout!.on('data', hear)
      this.#process.stderr!.on('data', hear)
      this.#process.once('exit', () => reject(new Error(`the plane ended: ${said}`)))
    })
  }
}

/** This process's environment without anything that could lead AWS clients elsewhere. */
function environment(folder: string): Record<string, string | undefined> {
  const kept = Object.entries(process.env).filter(([name]) => !/^(AWS|HOSTLER)_/.test(name))
  // npm asks the registry for news otherwise.
  return { ...Object.fromEntries(kept), HOME: join(folder, 'home'), npm_config_update_notifier: 'false' }
}

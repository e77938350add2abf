// A host that is none of the plane's: in network, mount, PID and UTS namespaces of its own, at the other end of a cable.
// It has an amazon-ssm-agent and a script; nothing of Hostler's machines is involved. Needs root.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { toolEnvironment } from '@hostler/machines/namespace/requirements'

const mountScript = `
mount --make-rprivate /
mount -t tmpfs host "$1/mount"
for dir in etc var/lib var/log usr/bin root home; do
  key=$(echo "$dir" | tr / _)
  mkdir -p "$1/mount/$key/upper" "$1/mount/$key/work"
  mount -t overlay -o "lowerdir=/$dir,upperdir=$1/mount/$key/upper,workdir=$1/mount/$key/work" overlay "/$dir"
done
hostname elsewhere
rm -rf /etc/amazon /etc/hostler /var/lib/amazon /root/.aws
tr -d - < /proc/sys/kernel/random/uuid > /etc/machine-id
`

/** Names one cable among those that this process lays. */
let cables = 0

export class ElsewhereHost {
  /** Where the plane must listen. */
  readonly planeAddress: string
  readonly hostAddress: string
  readonly #folder = mkdtempSync(join(tmpdir(), 'hostler-elsewhere-'))
  readonly #cable = `hl${process.pid % 100_000}x${cables++}`
  #process: ChildProcess | undefined
  #said = ''

  constructor() {
    const subnet = `10.${200 + (process.pid % 50)}.${Math.floor(process.pid / 50) % 250}`
    this.planeAddress = `${subnet}.1`
    this.hostAddress = `${subnet}.2`
  }

  /** Lays the cable and starts the host; its shell waits for `run`. Throws what this machine does not allow. */
  async start(): Promise<void> {
    execFileSync('mkdir', ['-p', join(this.#folder, 'mount')])
    const script = `${mountScript}\necho ready\nread -r go\n. "$1/main"`
    const flags = ['--net', '--mount', '--pid', '--uts', '--ipc', '--fork', '--kill-child', '--mount-proc']
    this.#process = spawn('unshare', [...flags, 'sh', '-euc', script, 'host', this.#folder], {
      env: { PATH: toolEnvironment.PATH, HOME: '/root', LANG: 'C.UTF-8' },
      stdio: ['pipe', 'pipe', 'pipe'],
    })
    const ready = Promise.withResolvers<void>()
    const listen = (chunk: Buffer) => {
      this.#said += chunk.toString()
      if (this.#said.startsWith('ready\n')) ready.resolve()
    }
    this.#process.stdout!.on('data', listen)
    this.#process.stderr!.on('data', listen)
    this.#process.once('exit', () => ready.reject(new Error(this.#said.trim() || 'the namespaces ended')))
    await ready.promise
    this.#layCable()
  }

  /** Runs shell text as the host's main program. */
  run(text: string): void {
    writeFileSync(join(this.#folder, 'main'), text)
    this.#process!.stdin!.end('go\n')
  }

  /** All that the host has said so far. */
  get said(): string {
    return this.#said
  }

  /** A file of the host. */
  read(path: string): string {
    return readFileSync(`/proc/${this.#init}/root${path}`, 'utf8')
  }

  stop(): void {
    this.#process?.kill('SIGKILL')
    try {
      execFileSync('ip', ['link', 'del', this.#cable], { env: toolEnvironment, stdio: 'ignore' })
    } catch {
      // The cable goes with the host's namespace, which may have been faster.
    }
    rmSync(this.#folder, { recursive: true, force: true })
  }

  /** The host's first process, as this machine numbers it. */
  get #init(): number {
    const { pid } = this.#process!
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ')
    return Number(children[0])
  }

  #layCable(): void {
    const init = String(this.#init)
    const ip = (...args: string[]) => execFileSync('ip', args, { env: toolEnvironment, stdio: 'pipe' })
    const onHost = (...args: string[]) =>
      execFileSync('nsenter', [`--net=/proc/${init}/ns/net`, 'ip', ...args], { env: toolEnvironment, stdio: 'pipe' })
    ip('link', 'add', this.#cable, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', init)
    ip('addr', 'add', `${this.planeAddress}/24`, 'dev', this.#cable)
    ip('link', 'set', this.#cable, 'up')
    onHost('link', 'set', 'lo', 'up')
    onHost('addr', 'add', `${this.hostAddress}/24`, 'dev', 'eth0')
    onHost('link', 'set', 'eth0', 'up')
  }
}

/** Why this machine cannot have such hosts; undefined when it can. */
export async function reasonAgainstElsewhere(): Promise<string | undefined> {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return 'it needs root on Linux'
  const host = new ElsewhereHost()
  try {
    await host.start()
    return undefined
  } catch (error) {
    return (error as Error).message
  } finally {
    host.stop()
  }
}

/** Shell text that puts an agent under the stock agent's name: the programs of a folder, or Hostler's own from `dist`. */
export function installAgent(from: { folder: string } | { dist: string }): string {
  if ('folder' in from) {
    const programs = readdirSync(from.folder).map(name => `'${join(from.folder, name)}'`)
    return `install -o root -g root -m 0755 ${programs.join(' ')} /usr/bin/\n`
  }
  return `cat > /usr/bin/amazon-ssm-agent <<'END'
#!/bin/sh
exec '${process.execPath}' '${join(from.dist, 'agent.mjs')}' "$@"
END
chmod 755 /usr/bin/amazon-ssm-agent
`
}

// `hostler ssh-config`: lets ssh, scp, rsync and whatever runs them reach managed nodes by id and by name.
import { chmod, mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import type { InstanceInformation } from '@aws-sdk/client-ssm'
import type { Clients, ConnectionOptions } from '../aws/clients.ts'
import { findNodes } from '../aws/find-nodes.ts'
import { print } from '../output/terminal.ts'
import { shellWord, sshConfigText, usableNames } from '../ssh/ssh-config-text.ts'

export interface SshConfigOptions {
  readonly user?: string
  readonly identity?: string
  /** Into the user's configuration instead of standard output. */
  readonly write?: boolean
  /** With `aws` and session-manager-plugin instead of this program. */
  readonly plugin?: boolean
}

const ownFile = 'hostler.config'

export async function sshConfig(
  clients: Clients,
  connection: ConnectionOptions,
  { user, identity, write = false, plugin = false }: SshConfigOptions,
): Promise<void> {
  const nodes = await findNodes(await clients.ssm())
  const text = sshConfigText({
    proxyCommand: plugin ? pluginCommand(connection) : ownCommand(connection),
    names: usableNames(nodes.map(node => ({ id: node.InstanceId!, names: namesOf(node) }))),
    user,
    identityFile: identity && resolve(identity),
  })
  if (write) print(`Wrote ${await writeConfig(join(homedir(), '.ssh'), text)}; ssh reads it.`)
  else process.stdout.write(text)
}

function namesOf({ Name, ComputerName }: InstanceInformation): string[] {
  return [Name, ComputerName].filter(name => name !== undefined && name !== '') as string[]
}

/** Puts the text beside the user's own configuration, which is made to read it. @returns the file */
export async function writeConfig(folder: string, text: string): Promise<string> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const file = join(folder, ownFile)
  await replaceFile(file, text)
  const main = join(folder, 'config')
  const before = await readFile(main, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return ''
    throw error
  })
  const include = `Include ${ownFile}`
  // First of all: what follows a Host line would be that host's.
  if (!before.split('\n').includes(include)) await replaceFile(main, `${include}\n${before && `\n${before}`}`)
  return file
}

async function replaceFile(file: string, text: string): Promise<void> {
  const temporary = `${file}.hostler-${process.pid}`
  await writeFile(temporary, text, { mode: 0o600 })
  await chmod(temporary, 0o600)
  await rename(temporary, file)
}

/** This program as it was called, with what of the environment says where the plane is. */
function ownCommand(connection: ConnectionOptions): string {
  const program = [...environment(), process.execPath, process.argv[1]!, ...flagsOf(connection)]
  return `${program.map(shellWord).join(' ')} ssh-proxy %h %p`
}

function pluginCommand(connection: ConnectionOptions): string {
  const program = [...environment(), 'aws', 'ssm', 'start-session', ...flagsOf(connection)].map(shellWord).join(' ')
  return `${program} --target %h --document-name AWS-StartSSHSession --parameters portNumber=%p`
}

function flagsOf({ profile, region, endpointUrl }: ConnectionOptions): string[] {
  const options = { '--profile': profile, '--region': region, '--endpoint-url': endpointUrl }
  return Object.entries(options).flatMap(([name, value]) => (value === undefined ? [] : [name, value]))
}

const settings = [
  'AWS_PROFILE',
  'AWS_REGION',
  'AWS_CONFIG_FILE',
  'AWS_SHARED_CREDENTIALS_FILE',
  'AWS_ENDPOINT_URL',
  'AWS_ENDPOINT_URL_SSM',
  'AWS_CA_BUNDLE',
  'SSL_CERT_FILE',
  'NODE_EXTRA_CA_CERTS',
]

/** No secrets: those stay where they are. */
function environment(): string[] {
  const set = settings.flatMap(name => {
    const value = process.env[name]
    return value === undefined ? [] : [`${name}=${value}`]
  })
  return set.length > 0 ? ['env', ...set] : []
}

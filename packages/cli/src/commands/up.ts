import { join } from 'node:path'
import type { PlaneFile } from '@hostler/plane/first-start/client-files'
import { isLoopback, runPlane } from '@hostler/plane/main'
import { CommandError, describeFailure } from '../output/failure.ts'
import { exitCodes } from '../exit-codes.ts'
import { bold, dim, print } from '../output/terminal.ts'

/** Flags of `hostler up`, as text. */
export interface UpOptions {
  readonly data?: string
  readonly host?: string
  readonly port?: string
  readonly tlsPort?: string
  readonly machines?: string
  readonly region?: string
  readonly agent?: string
  readonly demo?: boolean
}

/** `hostler up`: runs the plane until a signal ends it. */
export async function up(options: UpOptions): Promise<void> {
  const plane = await runPlane(
    {
      dataDir: options.data ?? process.env['HOSTLER_DATA_DIR'] ?? join(process.cwd(), 'data'),
      host: options.host,
      port: portOf('--port', options.port),
      tlsPort: portOf('--tls-port', options.tlsPort),
      region: options.region,
      agentDir: options.agent,
      machines: driverOf(options.machines),
    },
    process.env,
  )
  const { file, firstStart, isolation } = plane
  if (firstStart)
    print(`Made account ${file.accountId} and its administrator; the access key is in ${file.awsCredentialsFile}`)
  if (isolation) print(dim(isolation))
  if (!isLoopback(new URL(file.url).hostname)) print(exposed)
  print(howToUse(file))
  print(bold(`Hostler is ready at ${file.url} and ${file.tlsUrl} (account ${file.accountId}, ${file.region})`))
  if (options.demo) await demonstrate(file)
  await plane.ended
}

/** A demonstration that fails says why and leaves the plane running, so that one can look. */
async function demonstrate(file: PlaneFile): Promise<void> {
  try {
    await (await import('../demo/demo.ts')).demonstrate(file)
    print('\nThe plane goes on; Ctrl-C ends it and its hosts.')
  } catch (error) {
    const { message, exitCode } = describeFailure(error)
    process.stderr.write(`The demonstration failed. ${message}\n`)
    process.exitCode = exitCode
  }
}

const exposed = 'Others can reach this plane. Over HTTP they see what is said, secrets included: have them use HTTPS.'

function howToUse(file: PlaneFile): string {
  return [
    'Use it with the AWS CLI, SDKs and hostler itself:',
    `  export AWS_CONFIG_FILE=${file.awsConfigFile}`,
    `  export AWS_SHARED_CREDENTIALS_FILE=${file.awsCredentialsFile}`,
    '  export AWS_PROFILE=hostler',
    `For HTTPS, trust ${file.caFile}`,
  ].join('\n')
}

function portOf(flag: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  if (/^\d{1,5}$/.test(text) && Number(text) <= 65_535) return Number(text)
  throw new CommandError(`${flag} takes a port number from 0 to 65535, not '${text}'`, exitCodes.usage)
}

const drivers = ['auto', 'namespace', 'process', 'none'] as const

function driverOf(text: string | undefined): (typeof drivers)[number] | undefined {
  const found = drivers.find(driver => driver === text)
  if (text === undefined || found) return found
  throw new CommandError(`--machines takes one of ${drivers.join(', ')}, not '${text}'`, exitCodes.usage)
}

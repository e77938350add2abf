// Process edge of the agent: arguments, environment, signals, exit code.
//
//   AWS_EC2_METADATA_SERVICE_ENDPOINT   scheme, host and port of the metadata service
//   SSL_CERT_FILE                       the certificate authorities to trust, replacing the system's
//   AWS_SHARED_CREDENTIALS_FILE, HOME   where a hybrid node shares its credentials: that file, else ~/.aws/credentials
//   HOSTLER_ROOT                        folder that stands for `/`, for several agents on one file system
import { homedir } from 'node:os'
import { join } from 'node:path'
import { parseCommandLine } from './registration/command-line.ts'
import { runCommand } from './registration/run-command.ts'
import { systemClock } from './runtime/clock.ts'
import { hostPaths } from './runtime/host-paths.ts'
import { nodeTransport } from './runtime/http.ts'
import { createLog, fileWriter } from './runtime/log.ts'
import { socketOpener } from './runtime/socket.ts'
import { trustRoots } from './runtime/trust-roots.ts'
import { startAgent } from './start-agent.ts'

const env = process.env
const root = env['HOSTLER_ROOT'] || '/'
const toFile = fileWriter(hostPaths(root).log)
const log = createLog(line => {
  process.stdout.write(line)
  toFile(line)
}, systemClock)
// A closed pipe or a full disk behind standard output is no reason to leave the host unmanaged.
process.stdout.on('error', () => {})

const trust = trustRoots(env['SSL_CERT_FILE'] || undefined, message => log.warn(message))
const peers = {
  http: nodeTransport(trust),
  openSocket: socketOpener(trust),
  clock: systemClock,
  random: Math.random,
  log,
}

async function run(): Promise<0 | 1> {
  const agent = startAgent({
    root,
    imdsEndpoint: env['AWS_EC2_METADATA_SERVICE_ENDPOINT'] || 'http://169.254.169.254',
    awsCredentialsFile: env['AWS_SHARED_CREDENTIALS_FILE'] || join(root, homedir(), '.aws/credentials'),
    peers,
  })
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void agent.stop())
  try {
    const reason = await agent.finished
    log.info(`Agent ended: ${reason}`)
    return 0
  } catch (error) {
    log.error(`Agent cannot run: ${(error as Error).message}`)
    return 1
  }
}

const command = parseCommandLine(process.argv.slice(2))
process.exitCode = await (command.kind === 'run'
  ? run()
  : runCommand(command, { root, peers, signal: new AbortController().signal }))

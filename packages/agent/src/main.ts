// Process edge of the agent: environment, signals, exit code.
//
//   AWS_EC2_METADATA_SERVICE_ENDPOINT   scheme, host and port of the metadata service
//   SSL_CERT_FILE                       the certificate authorities to trust, replacing the system's
//   HOSTLER_ROOT                        folder that stands for `/`, for several agents on one file system
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
const agent = startAgent({
  root,
  imdsEndpoint: env['AWS_EC2_METADATA_SERVICE_ENDPOINT'] || 'http://169.254.169.254',
  peers: { http: nodeTransport(trust), openSocket: socketOpener(trust), clock: systemClock, random: Math.random, log },
})

for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void agent.stop())
try {
  const reason = await agent.finished
  log.info(`Agent ended: ${reason}`)
} catch (error) {
  log.error(`Agent cannot run: ${(error as Error).message}`)
  process.exitCode = 1
}

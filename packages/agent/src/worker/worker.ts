// The part of the agent that works once there are credentials: it proves them with one ping, then reports health
// and listens for messages. It never obtains credentials itself.
import { JsonApi } from '../api/json-api.ts'
import { createSsmApi, type SsmApi } from '../api/ssm-api.ts'
import { MessageGateway } from '../channel/message-gateway.ts'
import { MessagePoller } from '../channel/message-poller.ts'
import type { AgentConfig } from '../config/agent-config.ts'
import type { Endpoints } from '../config/endpoints.ts'
import type { CredentialSource } from '../credentials/credentials.ts'
import type { Identity, Zone } from '../identity/identity.ts'
import type { Peers } from '../peers.ts'
import { hostPaths } from '../runtime/host-paths.ts'
import { type OpenSessionLog, removeLeftCaptures, sessionLogs } from '../session/log/open-session-log.ts'
import { Sessions } from '../session/sessions.ts'
import { type StartWork, workOn } from '../session/start-work.ts'
import { handleControlMessage } from './control-messages.ts'
import { describeHost, Health, type HostDescription } from './health.ts'
import { awaitAcceptedPing } from './hibernation.ts'
import { MessageService } from './message-service.ts'

export type WorkerOptions = {
  identity: Identity
  config: AgentConfig
  endpoints: Endpoints
  credentials: CredentialSource
  /** Folder that stands for `/`; another one where agents share a machine. */
  root: string
  readZone: (signal: AbortSignal) => Promise<Zone>
  /** What health pings tell of the host besides. */
  describe?: () => Promise<HostDescription>
  /** What sessions do; by default they run programs of this machine. */
  startWork?: StartWork
  /** What becomes of what sessions show; by default it goes where their documents say. */
  openLog?: OpenSessionLog
  peers: Peers
}

/** Runs until the signal is aborted. */
export async function runWorker(options: WorkerOptions, signal: AbortSignal): Promise<void> {
  const { identity, config, endpoints, credentials, root, readZone, describe = describeHost, peers } = options
  const { clock, random, log } = peers
  const { instanceId } = identity
  const ssm = createSsmApi(endpoints.ssm, config.signingRegion ?? identity.region, config.timing, peers)
  const ping = (aborted: AbortSignal) => ssm.emptyPing(instanceId, credentials, aborted)
  await awaitAcceptedPing({ ping, clock, log, timing: config.timing }, signal)
  log.info(`Managed: SSM accepted the first ping of ${instanceId}; reporting health and listening for messages`)

  await removeLeftCaptures(hostPaths(root).sessionLogs)
  const gateway = endpoints.mgs && new MessageGateway({ ...peers, ...endpoints.mgs, credentials })
  const sessions = createSessions(options, gateway, ssm, frame => messages.send(frame))
  const messages = createMessageService(options, gateway, sessions)
  const health = new Health({
    instanceId,
    ssm,
    credentials,
    readZone,
    describe,
    connectionChannel: () => messages.connectionChannel(),
    periodSeconds: config.healthPeriodSeconds,
    clock,
    random,
    log,
  })
  try {
    await Promise.all([health.run(signal), messages.run(signal)])
  } finally {
    await sessions.stop()
  }
}

function createSessions(
  { identity, config, endpoints, credentials, root, peers, startWork, openLog }: WorkerOptions,
  gateway: MessageGateway | undefined,
  ssm: SsmApi,
  send: (frame: Uint8Array) => boolean,
): Sessions {
  const { instanceId } = identity
  const { timing } = config
  const host = {
    instanceId,
    isRoot: process.getuid?.() === 0,
    isOwn: root === '/',
    log: peers.log,
    env: process.env,
    grace: { clock: peers.clock, graceSeconds: timing.sessionGrace },
  }
  return new Sessions({
    ...peers,
    instanceId,
    gateway,
    send,
    timing,
    openLog:
      openLog ?? sessionLogs({ identity, endpoints, credentials, timing, folder: hostPaths(root).sessionLogs, peers }),
    startWork: startWork ?? workOn(host, peers.log),
    getParameters: (names, signal) => ssm.getParameters(names, credentials, signal),
  })
}

function createMessageService(
  { identity, config, endpoints, credentials, peers }: WorkerOptions,
  gateway: MessageGateway | undefined,
  sessions: Sessions,
): MessageService {
  const { instanceId } = identity
  const { timing } = config
  const { log } = peers
  const api = new JsonApi({
    ...peers,
    service: 'ec2messages',
    targetPrefix: 'EC2WindowsMessageDeliveryService',
    endpoint: endpoints.mds,
    signingRegion: config.signingRegion ?? identity.region,
    timeoutSeconds: config.pollTimeoutSeconds,
    retrySeconds: timing.apiRetry,
  })
  const poller = new MessagePoller({
    ...peers,
    instanceId,
    api,
    credentials,
    timing,
    onMessage: ({ MessageId, Topic }) => log.warn(`Ignored message ${MessageId}: nothing here handles ${Topic}`),
  })
  const channel = gateway && {
    ...peers,
    gateway,
    instanceId,
    timing,
    onMessage: (frame: Buffer) => handleControlMessage(frame, sessions, log),
  }
  return new MessageService({ ...peers, channel, poller, timing })
}

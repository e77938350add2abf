// The part of the agent that works once there are credentials: it proves them with one ping, then reports health
// and listens for messages. It never obtains credentials itself.
import { JsonApi } from '../api/json-api.ts'
import { createSsmApi } from '../api/ssm-api.ts'
import { MessagePoller } from '../channel/message-poller.ts'
import { messageTypeOf } from '../channel/message-type.ts'
import type { AgentConfig } from '../config/agent-config.ts'
import type { Endpoints } from '../config/endpoints.ts'
import type { CredentialSource } from '../credentials/credentials.ts'
import type { Ec2Identity } from '../identity/ec2-identity.ts'
import type { ImdsClient } from '../identity/imds-client.ts'
import type { Peers } from '../peers.ts'
import { Health } from './health.ts'
import { awaitAcceptedPing } from './hibernation.ts'
import { MessageService } from './message-service.ts'

export type WorkerOptions = {
  identity: Ec2Identity
  config: AgentConfig
  endpoints: Endpoints
  credentials: CredentialSource
  createImds: () => ImdsClient
  peers: Peers
}

/** Runs until the signal is aborted. */
export async function runWorker(options: WorkerOptions, signal: AbortSignal): Promise<void> {
  const { identity, config, endpoints, credentials, createImds, peers } = options
  const { clock, random, log } = peers
  const { instanceId } = identity
  const ssm = createSsmApi(endpoints.ssm, config.signingRegion ?? identity.region, config.timing, peers)
  const ping = (aborted: AbortSignal) => ssm.emptyPing(instanceId, credentials, aborted)
  await awaitAcceptedPing({ ping, clock, log, timing: config.timing }, signal)
  log.info(`Managed: SSM accepted the first ping of ${instanceId}; reporting health and listening for messages`)

  const messages = createMessageService(options)
  const health = new Health({
    instanceId,
    ssm,
    credentials,
    createImds,
    connectionChannel: () => messages.connectionChannel(),
    periodSeconds: config.healthPeriodSeconds,
    clock,
    random,
    log,
  })
  await Promise.all([health.run(signal), messages.run(signal)])
}

function createMessageService({ identity, config, endpoints, credentials, peers }: WorkerOptions): MessageService {
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
  const channel = endpoints.mgs && {
    ...peers,
    ...endpoints.mgs,
    instanceId,
    credentials,
    timing,
    onMessage: (frame: Buffer) =>
      log.warn(`Ignored a control message of ${frame.length} bytes: nothing here handles "${messageTypeOf(frame)}"`),
  }
  return new MessageService({ ...peers, channel, poller, timing })
}

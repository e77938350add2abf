import * as ssm from '@hostler/wire/models/ssm'
import { writeStarter } from '../../../access/session-starter.ts'
import { newSessionId } from '../../../domain/session/session-id.ts'
import type { ResourceTags } from '../../../domain/tag/resource-tags.ts'
import { type Caller, sessionTagsOf } from '../../../identity/caller.ts'
import { invalidDocumentBecause, invalidParameters, targetNotConnected, throttled } from '../errors.ts'
import { nodeResource } from '../nodes/ask-for-node.ts'
import { operation } from '../ssm-operation.ts'
import { askToStart } from './ask-to-start.ts'
import { streamUrl } from './stream-url.ts'

/** Answers with what a client needs to open its end; the host is told at the same time. */
export const StartSession = operation(ssm.StartSession, {
  asks: ({ Target, DocumentName }, names, { tags }, call) =>
    askToStart({ target: Target, documentName: DocumentName }, names, tags, call, ask => call.allows(ask)),
  faults: {
    'document.not-found': ({ message }) => invalidDocumentBecause(message),
    'document.invalid': ({ message }) => invalidDocumentBecause(message),
    'session-parameter.invalid': ({ message }) => invalidParameters(message),
    'node.unavailable': targetNotConnected,
    'session.throttled': throttled,
  },
  async run({ Target, DocumentName, Parameters, Reason }, parts, call) {
    const { caller, accountId, region, now, facts } = call
    if (!parts.nodes.isConnected(call, Target)) throw targetNotConnected({ id: Target })
    const plan = await parts.sessionPlans.plan(call, DocumentName, Parameters ?? {})
    const { session, token } = await parts.sessions.begin({
      accountId,
      region,
      id: newSessionId(nameOf(caller)),
      nodeId: Target,
      owner: caller.arn,
      ownerUserId: caller.userId,
      documentName: plan.documentName,
      sessionType: plan.sessionType,
      startedAt: now,
      idleMinutes: plan.idleMinutes,
      starter: writeStarter({ caller, facts, documentName: DocumentName }),
      ...(Reason !== undefined && { reason: Reason }),
      ...(plan.maxMinutes !== undefined && { maxMinutes: plan.maxMinutes }),
    })
    await parts.liveSessions.start(session, plan, {
      targetName: (await parts.tags.list(nodeResource(call, Target))).get('Name'),
      runAsUser: await runAsOf(caller, parts.tags),
    })
    return { SessionId: session.id, TokenValue: token, StreamUrl: streamUrl(parts.publicUrl, call, session.id) }
  },
})

/** The user on the host that whoever calls is to be: its tag `SSMSessionRunAs`, a session tag before the role's or user's own. */
async function runAsOf(caller: Caller, tags: ResourceTags): Promise<string | undefined> {
  if (caller.kind !== 'user' && caller.kind !== 'role' && caller.kind !== 'federated') return undefined
  const ofSession = sessionTagsOf(caller)[runAsTag]
  const { accountId, entityId: id } = caller
  const type = caller.kind === 'role' ? 'role' : 'user'
  return ofSession ?? (await tags.list({ accountId, region: '', type, id })).get(runAsTag)
}

const runAsTag = 'SSMSessionRunAs'

/** What a session's id begins with. */
function nameOf(caller: Caller): string {
  if (caller.kind === 'user') return caller.userName
  return caller.kind === 'role' || caller.kind === 'federated' ? caller.session.name : 'root'
}

import { AwsFault } from '@hostler/wire/aws-fault'
import { describe, expect, test } from 'vitest'
import type { NewAuditEvent } from '../domain/audit/audit-event.ts'
import type { FinishedCall } from '../gateway/finished-call.ts'
import type { Caller } from '../identity/caller.ts'
import { createCallTrail } from './call-trail.ts'

const scope = { accountId: '111122223333', region: 'eu-west-1' }
const issuedAt = new Date(0)
const host: Caller = {
  kind: 'role',
  accountId: scope.accountId,
  arn: 'arn:aws:sts::111122223333:assumed-role/hosts/i-1',
  userId: 'AROA:i-1',
  accessKeyId: 'ASIA',
  entityId: 'AROA',
  roleArn: 'arn:aws:iam::111122223333:role/hosts',
  session: {
    name: 'i-1',
    issuedAt,
    expiresAt: issuedAt,
    host: { id: 'i-1', region: scope.region, arn: 'arn:i-1', roleDelivery: '2.0' },
  },
}
const denied = new AwsFault('AccessDeniedException', 400, 'no')

function startTrail() {
  const events: NewAuditEvent[] = []
  const logged: object[] = []
  const log = { debug() {}, info: (facts: object) => void logged.push(facts), warn() {}, error() {} }
  const append = async (event: NewAuditEvent) => void events.push(event)
  return { events, logged, append, ...createCallTrail({ append }, log) }
}

function callOf(operation: string, change: Partial<FinishedCall> = {}): FinishedCall {
  const peer = { address: '192.0.2.1', secure: false }
  const facts = { requestId: 'r', at: new Date(0), peer, hostHeader: undefined, userAgent: undefined, input: {} }
  return { ...facts, socket: {} as FinishedCall['socket'], operation, caller: host, scope, ...change }
}

describe('a host’s credentials', () => {
  test('leave no event of the agent’s work, and one of everything else', async () => {
    const trail = startTrail()
    for (const name of ['UpdateInstanceInformation', 'PutInventory', 'RequestManagedInstanceRoleToken']) {
      expect(trail.callOver(callOf(`ssm:${name}`))).toBeUndefined()
    }
    await trail.callOver(callOf('ssm:UpdateManagedInstancePublicKey'))
    await trail.callOver(callOf('iam:CreateUser'))
    expect(trail.events.map(({ name }) => name)).toEqual(['UpdateManagedInstancePublicKey', 'CreateUser'])
    expect(JSON.parse(trail.events[1]!.record)).toMatchObject({
      userIdentity: {
        type: 'AssumedRole',
        sessionContext: { ec2RoleDelivery: '2.0', attributes: { creationDate: '1970-01-01T00:00:00Z' } },
      },
      sourceIPAddress: '192.0.2.1',
    })
  })

  test('that are refused the same again and again leave an event an hour', async () => {
    const trail = startTrail()
    const beat = (minutes: number) =>
      trail.callOver(callOf('ssm:UpdateInstanceInformation', { failure: denied, at: new Date(minutes * 60_000) }))
    for (const minutes of [0, 5, 59, 60, 65]) await beat(minutes)
    await trail.callOver(callOf('ssm:PutInventory', { failure: denied }))
    expect(trail.events.map(({ at }) => at.getTime() / 60_000)).toEqual([0, 60, 0])
  })
})

test('a call that cannot be written fails', async () => {
  const { callOver } = createCallTrail(
    { append: () => Promise.reject(new Error('disk full')) },
    { debug() {}, info() {}, warn() {}, error() {} },
  )
  await expect(callOver(callOf('iam:CreateUser'))).rejects.toThrow('disk full')
  expect(callOver(callOf('iam:ListUsers'))).toBeUndefined()
})

test('calls that nobody signed validly are counted by their code, until somebody is told', () => {
  const trail = startTrail()
  for (const code of ['A', 'B', 'A']) {
    const { caller: _caller, ...unsigned } = callOf('ssm:GetParameter', { failure: new AwsFault(code, 400, '') })
    expect(trail.callOver(unsigned)).toBeUndefined()
  }
  trail.reportUnsigned()
  trail.reportUnsigned()
  expect(trail.logged).toEqual([{ codes: { A: 2, B: 1 } }])
  expect(trail.events).toEqual([])
})

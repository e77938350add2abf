import { describe, expect, test } from 'vitest'
import type { AccessDecision } from '../domain/decision/decision.ts'
import type { LastUse } from '../domain/last-use/last-use.ts'
import type { RoleCaller, UserCaller } from '../identity/caller.ts'
import type { DecidedQuestion } from './decided-question.ts'
import { createDecisionLog, waitingEnough } from './decision-log.ts'

const accountId = '111122223333'
const user: UserCaller = {
  kind: 'user',
  accountId,
  arn: `arn:aws:iam::${accountId}:user/ada`,
  userId: 'AIDAADA',
  accessKeyId: 'AKIA',
  userName: 'ada',
  entityId: 'AIDAADA',
}
const host: RoleCaller = {
  kind: 'role',
  accountId,
  arn: `arn:aws:sts::${accountId}:assumed-role/Hosts/i-1`,
  userId: 'AROAHOSTS:i-1',
  accessKeyId: 'ASIA',
  entityId: 'AROAHOSTS',
  roleArn: `arn:aws:iam::${accountId}:role/Hosts`,
  session: {
    name: 'i-1',
    issuedAt: new Date(0),
    expiresAt: new Date(1),
    host: { id: 'i-1', region: 'eu-west-1', arn: 'arn' },
  },
}
const allow = { effect: 'allow', layer: 'identity' } as const
const deny = { effect: 'implicit-deny', layer: 'identity' } as const

interface Change extends Partial<Omit<DecidedQuestion, 'facts'>> {
  readonly operation?: string
  readonly isAgain?: boolean
}

function question({ operation = 'ssm:GetParameter', isAgain, ...change }: Change = {}): DecidedQuestion {
  const origin = { requestId: 'r', operation, ...(isAgain && { isAgain }) }
  const connection = { secure: true, userAgent: 'test', sourceIp: '192.0.2.1' }
  return {
    caller: user,
    ask: { action: operation, resource: 'arn' },
    facts: { origin, now: new Date(1_000), region: 'eu-west-1', ...connection },
    decision: allow,
    sets: { identity: [] },
    looked: undefined,
    resourceAccountId: accountId,
    isPart: false,
    ...change,
  }
}

function about(number: number): DecidedQuestion {
  return question({ ask: { action: 'ssm:GetParameter', resource: `parameter/${number}` } })
}

function logInMemory() {
  const written: AccessDecision[] = []
  const uses: LastUse[] = []
  const failures: unknown[] = []
  const state = { isBroken: false }
  const log = createDecisionLog({
    decisions: {
      async add(decisions) {
        if (state.isBroken) throw new Error('disk full')
        written.push(...decisions)
      },
      putCounts: async () => {},
    },
    lastUses: { note: use => void uses.push(use), flush: async () => {} },
    failed: error => void failures.push(error),
  })
  return { log, written, uses, failures, state }
}

describe('the log of decisions', () => {
  test.each([
    ['a denial', { decision: deny }],
    ['an allowed change', { operation: 'ssm:StartSession' }],
    ['a denied host', { decision: deny, caller: host }],
  ])('writes %s before anything follows from it', async (_what, change) => {
    const { log, written } = logInMemory()
    const id = await log.record([question(change)])
    expect(written.map(decision => decision.id)).toEqual([id])
  })

  test.each([
    ['an allowed read', {}],
    ['what a host is allowed, whatever it is', { caller: host, operation: 'ssm:UpdateInstanceInformation' }],
  ])('lets %s wait until it is asked to write', async (_what, change) => {
    const { log, written } = logInMemory()
    expect(log.record([question(change)])).toBeUndefined()
    expect(written).toEqual([])
    await log.flush()
    expect(written).toHaveLength(1)
  })

  test('writes the questions of one call together, denied or changing', async () => {
    const { log, written } = logInMemory()
    const id = await log.record([question(), question({ decision: deny })])
    expect(written.map(({ kind }) => kind)).toEqual(['read', 'denial'])
    expect(written[1]!.id).toBe(id)
    expect(written[0]!.id < written[1]!.id).toBe(true)
  })

  test('of questions that are put again keeps that something ends, and nothing else', async () => {
    const { log, written, uses } = logInMemory()
    const again = { operation: 'ssm:StartSession', isAgain: true }
    expect(log.record([question(again)])).toBeUndefined()
    expect(log.record([question({ ...again, decision: deny, isPart: true })])).toBeUndefined()
    await log.record([question({ ...again, decision: deny })])
    await log.flush()
    expect(written.map(({ kind, isPart }) => [kind, isPart])).toEqual([['denial', false]])
    expect(uses).toEqual([])
  })

  test('refuses what it cannot write down, and keeps what waits until it can', async () => {
    const { log, written, state } = logInMemory()
    state.isBroken = true
    await expect(log.record([question({ decision: deny })])).rejects.toThrow('disk full')
    void log.record([question()])
    await expect(log.flush()).rejects.toThrow('disk full')
    state.isBroken = false
    await log.flush()
    expect(written.map(({ kind }) => kind)).toEqual(['read'])
  })

  test('writes by itself when much waits, and forgets the oldest when it never can', async () => {
    const { log, written, state, failures } = logInMemory()
    for (let i = 0; i < waitingEnough; i++) void log.record([about(i)])
    await log.flush()
    expect(written).toHaveLength(waitingEnough)
    state.isBroken = true
    for (let i = 0; i < 12 * waitingEnough; i++) {
      void log.record([about(i)])
      if (i % waitingEnough === 0) await new Promise(resolve => setImmediate(resolve))
    }
    await expect(log.flush()).rejects.toThrow('disk full')
    expect(failures.length).toBeGreaterThan(0)
    state.isBroken = false
    await log.flush()
    expect(written.length - waitingEnough).toBe(50_000)
  })

  test('counts the same answer to the same question, and writes another one', async () => {
    const { log, written, uses } = logInMemory()
    for (let i = 0; i < 3; i++) void log.record([question()])
    const other = { ...user, accessKeyId: 'AKIAOTHER' }
    void log.record([question({ caller: other })])
    void log.record([question({ decision: { ...allow, policyId: 'p', statementIndex: 1 } })])
    await log.flush()
    void log.record([question()])
    await log.flush()
    expect(written.map(({ counted }) => counted)).toEqual([2, 0, 0, 0])
    expect(uses).toHaveLength(6)
  })

  test('notes the last use of users and roles, denied attempts included, and no passing of roles', async () => {
    const { log, uses } = logInMemory()
    await log.record([question({ operation: 'ec2:RunInstances', decision: deny })])
    void log.record([question({ caller: host })])
    await log.record([question({ operation: 'ec2:RunInstances', ask: { action: 'iam:PassRole', resource: 'arn' } })])
    expect(uses.map(({ entityId, action }) => `${entityId} ${action}`)).toEqual([
      'AIDAADA ec2:RunInstances',
      'AROAHOSTS ssm:GetParameter',
    ])
  })
})

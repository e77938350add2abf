import { describe, expect, test } from 'vitest'
import { type AccessDecision, type DecisionGroup, newDecisionId } from '../../domain/decision/decision.ts'
import { collectPages } from './collect-pages.ts'
import type { StorageOf } from './storage-contract.ts'

const accountId = '616161616161'

function decisionOf(change: Partial<AccessDecision> = {}): AccessDecision {
  const at = change.at ?? new Date(1_000)
  return {
    id: newDecisionId(at),
    kind: 'denial',
    accountId,
    region: 'eu-west-1',
    at,
    requestId: 'request-1',
    operation: 'thing:Take',
    callerArn: 'arn:session/ada',
    identityArn: 'arn:role/ops',
    accessKeyId: 'key',
    action: 'thing:Take',
    resource: 'arn:thing',
    isPart: false,
    verdict: { effect: 'implicit-deny', layer: 'identity' },
    policies: [{ layer: 'identity', id: 'inline' }],
    keys: { 'a:key': 'value', 'a:list': ['1', '2'] },
    missingKeys: ['a:missing'],
    counted: 0,
    ...change,
  }
}

export function decisionSuite(storage: StorageOf): void {
  const add = (...decisions: AccessDecision[]) => storage().write(writer => writer.decisions.add(decisions))
  const read = () => storage().read.decisions

  describe('decisions', () => {
    test('a decision is read as it was written, by its own account only, and replaced', async () => {
      const decision = decisionOf()
      await add(decision)
      expect(await read().find(accountId, decision.id)).toEqual(decision)
      expect(await read().find('1', decision.id)).toBeUndefined()
      await storage().write(writer => writer.decisions.update({ ...decision, counted: 7 }))
      expect(await read().find(accountId, decision.id)).toEqual({ ...decision, counted: 7 })
    })

    test('many are added at once, none lost', async () => {
      const many = Array.from({ length: 123 }, (_, i) => decisionOf({ accountId: '626262626262', at: new Date(i) }))
      await add(...many)
      const found = await collectPages(50, page => read().list('626262626262', {}, page))
      expect(found).toEqual(many.toReversed())
    })

    test('listings are newest first, also within a millisecond, filtered and paged', async () => {
      const here = { accountId: '636363636363' }
      const allow = { effect: 'allow', layer: 'identity' } as const
      const decisions = [
        decisionOf({ ...here, action: 'a', callerArn: 'eve', identityArn: 'eve' }),
        decisionOf({ ...here, action: 'b' }),
        decisionOf({ ...here, action: 'c', at: new Date(2_000), verdict: allow, kind: 'change' }),
        decisionOf({ ...here, action: 'd', at: new Date(3_000) }),
      ]
      await add(...decisions)
      const list = async (filter: object) => {
        const found = await collectPages(1, page => read().list(here.accountId, filter, page))
        return found.map(({ action }) => action).join('')
      }
      expect(await list({})).toBe('dcba')
      expect(await list({ principalArn: 'eve' })).toBe('a')
      expect(await list({ principalArn: 'arn:role/ops' })).toBe('dcb')
      expect(await list({ principalArn: 'arn:session/ada' })).toBe('dcb')
      expect(await list({ action: 'b' })).toBe('b')
      expect(await list({ isAllowed: true })).toBe('c')
      expect(await list({ isAllowed: false, principalArn: 'arn:role/ops' })).toBe('db')
      expect(await list({ from: new Date(2_000) })).toBe('dc')
      expect(await list({ from: new Date(1_000), until: new Date(3_000) })).toBe('cba')
      expect(await read().list('1', {}, { limit: 5 })).toEqual({ items: [] })
    })

    test('the oldest are deleted, of one group or of all, so many at a time', async () => {
      const at = (ms: number, kind: AccessDecision['kind']) =>
        decisionOf({ accountId: '646464646464', kind, at: new Date(10_000 + ms), identityArn: ms < 4 ? 'ada' : 'eve' })
      const decisions = [at(1, 'read'), at(2, 'read'), at(3, 'change'), at(4, 'read'), at(5, 'read')]
      await add(...decisions)
      const left = async () => {
        const { items } = await read().list('646464646464', {}, { limit: 9 })
        return items.map(item => item.at.getTime() - 10_000)
      }
      const reads = { kind: 'read', accountId: '646464646464' } as const
      await add(decisionOf({ accountId: '656565656565', kind: 'read', at: new Date(1) }))
      expect(await read().findNth(reads, 2)).toBe(decisions[3]!.id)
      expect(await read().findNth({ ...reads, identityArn: 'ada' }, 2)).toBe(decisions[0]!.id)
      expect(await read().findNth(reads, 5)).toBeUndefined()
      const ofAccount = (groups: readonly DecisionGroup[]) => groups.filter(each => each.accountId === reads.accountId)
      expect(ofAccount(await read().largerThan(3, false))).toEqual([reads])
      expect(ofAccount(await read().largerThan(4, false))).toEqual([])
      expect(ofAccount(await read().largerThan(1, true))).toEqual(
        expect.arrayContaining([
          { ...reads, identityArn: 'ada' },
          { ...reads, identityArn: 'eve' },
        ]),
      )
      const remove = (id: string, limit: number, group?: DecisionGroup) =>
        storage().write(writer => writer.decisions.deleteBefore(id, limit, group))
      expect(await remove(decisions[4]!.id, 9, { ...reads, identityArn: 'nobody' })).toBe(0)
      expect(await remove(decisions[4]!.id, 2, reads)).toBe(2)
      expect(await left()).toEqual([5, 4, 3])
      await remove(decisions[4]!.id, 1_000)
      expect(await left()).toEqual([5])
    })
  })

  describe('last uses', () => {
    const use = (action: string, ms: number, region = 'eu-west-1') => ({
      accountId,
      entityId: 'AIDAONE',
      action,
      at: new Date(ms),
      region,
    })
    const put = (...uses: ReturnType<typeof use>[]) => storage().write(writer => writer.lastUses.put(uses))
    const list = () => storage().read.lastUses.list(accountId, 'AIDAONE')

    test('the latest of each action counts, whatever the order in which they come', async () => {
      await put(use('s:B', 5), use('s:A', 9, 'us-east-1'))
      await put(use('s:A', 7), use('s:B', 8, 'us-west-2'))
      expect(await list()).toEqual([use('s:A', 9, 'us-east-1'), use('s:B', 8, 'us-west-2')])
      expect(await storage().read.lastUses.list('1', 'AIDAONE')).toEqual([])
      expect(await storage().read.lastUses.list(accountId, 'AIDATWO')).toEqual([])
    })

    test('old ones are deleted', async () => {
      await put(use('s:A', 9, 'us-east-1'), use('s:B', 8, 'us-west-2'))
      await storage().write(writer => writer.lastUses.deleteBefore(new Date(9)))
      expect(await list()).toEqual([use('s:A', 9, 'us-east-1')])
    })
  })
}

import {
  type AccessDecision,
  type DecisionGroup,
  type DecisionKind,
  type DecisionWriter,
  earliestIdAt,
} from '../../domain/decision/decision.ts'
import type { ExpressionBuilder } from 'kysely'
import type { Schema } from '../schema.ts'
import { buildOnce } from './build-once.ts'
import { pageOf } from './page-of.ts'
import type { Database } from './sql-stores.ts'

// A decision is read whole, so it is kept as one document; beside it stands what listings ask for. Ids sort by time.

/** Rows of one statement: a batch of thousands is written in so many fewer of them. */
const rowsAtOnce = 50

export function sqlDecisions(db: Database): DecisionWriter {
  const insert = (rows: number) => buildOnce(db, () => db.insertInto('access_decision').values(emptyRows(rows)))
  const insertOne = insert(1)
  const insertMany = insert(rowsAtOnce)
  return {
    async find(accountId, id) {
      const row = await db
        .selectFrom('access_decision')
        .select('record')
        .where('id', '=', id)
        .where('account_id', '=', accountId)
        .executeTakeFirst()
      return row && toDecision(row.record)
    },
    async list(accountId, { principalArn, action, isAllowed, from, until }, page) {
      let query = db.selectFrom('access_decision').select(['id', 'record']).where('account_id', '=', accountId)
      if (principalArn !== undefined) {
        query = query.where(({ or, eb }) =>
          or([eb('identity_arn', '=', principalArn), eb('caller_arn', '=', principalArn)]),
        )
      }
      if (action !== undefined) query = query.where('action', '=', action)
      if (isAllowed !== undefined) query = query.where('is_allowed', '=', isAllowed ? 1 : 0)
      if (from !== undefined) query = query.where('id', '>=', earliestIdAt(from))
      if (until !== undefined) query = query.where('id', '<', earliestIdAt(until))
      if (page.after !== undefined) query = query.where('id', '<', page.after)
      const rows = await query
        .orderBy('id', 'desc')
        .limit(page.limit + 1)
        .execute()
      return pageOf(
        rows,
        page,
        row => toDecision(row.record),
        row => row.id,
      )
    },
    async findNth(group, number) {
      const query = db.selectFrom('access_decision').select('id').where(isIn(group)).orderBy('id', 'desc')
      return (
        await query
          .limit(1)
          .offset(number - 1)
          .executeTakeFirst()
      )?.id
    },
    async largerThan(number, ofIdentities) {
      const rows = await db
        .selectFrom('access_decision')
        .select(['kind', 'account_id', ...(ofIdentities ? (['identity_arn'] as const) : [])])
        .groupBy(['kind', 'account_id', ...(ofIdentities ? (['identity_arn'] as const) : [])])
        .having(({ fn }) => fn.countAll(), '>', number)
        .execute()
      return rows.map(({ kind, account_id: accountId, identity_arn: identityArn }) => ({
        kind: kind as DecisionKind,
        accountId,
        ...(identityArn !== undefined && { identityArn }),
      }))
    },
    async add(decisions) {
      let left = decisions
      for (; left.length >= rowsAtOnce; left = left.slice(rowsAtOnce)) {
        await insertMany(left.slice(0, rowsAtOnce).flatMap(toRow))
      }
      for (const decision of left) await insertOne(toRow(decision))
    },
    async update(decision) {
      await db
        .updateTable('access_decision')
        .set({ record: JSON.stringify(decision) })
        .where('id', '=', decision.id)
        .execute()
    },
    async deleteBefore(id, limit, group) {
      const { numDeletedRows } = await db
        .deleteFrom('access_decision')
        .where('id', 'in', ({ selectFrom }) => {
          const old = selectFrom('access_decision').select('id').where('id', '<', id)
          return (group === undefined ? old : old.where(isIn(group))).orderBy('id').limit(limit)
        })
        .executeTakeFirst()
      return Number(numDeletedRows)
    },
  }
}

function isIn({ kind, accountId, identityArn }: DecisionGroup) {
  return ({ and, eb }: ExpressionBuilder<Schema, 'access_decision'>) =>
    and([
      eb('kind', '=', kind),
      eb('account_id', '=', accountId),
      ...(identityArn === undefined ? [] : [eb('identity_arn', '=', identityArn)]),
    ])
}

/** In the order of {@link emptyRows}. */
function toRow(decision: AccessDecision): readonly unknown[] {
  const { id, accountId, kind, callerArn, identityArn, action, verdict } = decision
  const isAllowed = verdict.effect === 'allow' ? 1 : 0
  return [id, accountId, kind, callerArn, identityArn, action, isAllowed, JSON.stringify(decision)]
}

function emptyRows(count: number) {
  const empty = {
    id: '',
    account_id: '',
    kind: '',
    caller_arn: '',
    identity_arn: '',
    action: '',
    is_allowed: 0,
    record: '',
  }
  return Array.from({ length: count }, () => empty)
}

function toDecision(text: string): AccessDecision {
  const decision = JSON.parse(text) as AccessDecision
  return { ...decision, at: new Date(decision.at) }
}

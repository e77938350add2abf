import type { EntityPolicyWriter } from '../../domain/policy/entity-policy.ts'
import type { Database } from './sql-stores.ts'

export function sqlEntityPolicies(db: Database): EntityPolicyWriter {
  return {
    async findInline(entityId, name) {
      return db
        .selectFrom('inline_policy')
        .select(['name', 'document'])
        .where('entity_id', '=', entityId)
        .where('name', '=', name)
        .executeTakeFirst()
    },
    async listInline(entityId) {
      return db
        .selectFrom('inline_policy')
        .select(['name', 'document'])
        .where('entity_id', '=', entityId)
        .orderBy('name')
        .execute()
    },
    async listAttached(entityId) {
      const rows = await db
        .selectFrom('attached_policy')
        .select('policy_arn')
        .where('entity_id', '=', entityId)
        .orderBy('attached_at')
        .orderBy('policy_arn')
        .execute()
      return rows.map(row => row.policy_arn)
    },
    async countAttachments(accountId, policyArn) {
      return (await this.listAttachedTo(accountId, policyArn)).length
    },
    async listAttachedTo(accountId, policyArn) {
      const rows = await db
        .selectFrom('attached_policy')
        .select('entity_id')
        .where('account_id', '=', accountId)
        .where('policy_arn', '=', policyArn)
        .orderBy('entity_id')
        .execute()
      return rows.map(row => row.entity_id)
    },
    async putInline(accountId, entityId, { name, document }) {
      await db
        .insertInto('inline_policy')
        .values({ account_id: accountId, entity_id: entityId, name, document })
        .onConflict(conflict => conflict.columns(['entity_id', 'name']).doUpdateSet({ document }))
        .execute()
    },
    async deleteInline(entityId, name) {
      await db.deleteFrom('inline_policy').where('entity_id', '=', entityId).where('name', '=', name).execute()
    },
    async attach(accountId, entityId, policyArn, at) {
      await db
        .insertInto('attached_policy')
        .values({ account_id: accountId, entity_id: entityId, policy_arn: policyArn, attached_at: at.getTime() })
        .onConflict(conflict => conflict.columns(['entity_id', 'policy_arn']).doNothing())
        .execute()
    },
    async detach(entityId, policyArn) {
      await db
        .deleteFrom('attached_policy')
        .where('entity_id', '=', entityId)
        .where('policy_arn', '=', policyArn)
        .execute()
    },
  }
}

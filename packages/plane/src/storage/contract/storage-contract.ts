// What every storage engine must do, port by port. An engine's test supplies a way to open an empty storage; the
// suites do the rest.
import { afterAll, beforeAll } from 'vitest'
import type { Storage } from '../../domain/storage.ts'
import { accountSuite } from './account-suite.ts'
import { activationSuite } from './activation-suite.ts'
import { auditSuite } from './audit-suite.ts'
import { bucketSuite } from './bucket-suite.ts'
import { customerPolicySuite } from './customer-policy-suite.ts'
import { decisionSuite } from './decision-suite.ts'
import { documentSuite } from './document-suite.ts'
import { groupSuite } from './group-suite.ts'
import { identitySuite } from './identity-suite.ts'
import { instanceSuite } from './instance-suite.ts'
import { logEventSuite } from './log-event-suite.ts'
import { logSuite } from './log-suite.ts'
import { nodeSuite } from './node-suite.ts'
import { objectSuite } from './object-suite.ts'
import { objectVerbsSuite } from './object-verbs-suite.ts'
import { organizationSuite } from './organization-suite.ts'
import { peopleSuite } from './people-suite.ts'
import { policySuite } from './policy-suite.ts'
import { recordSuite } from './record-suite.ts'
import { sessionSuite } from './session-suite.ts'
import { settingSuite } from './setting-suite.ts'
import { tagSuite } from './tag-suite.ts'
import { transactionSuite } from './transaction-suite.ts'

/** Opens an empty storage; `close` also removes it. */
export type OpenStorage = () => Promise<Storage>

/** Hands the storage of one suite to its tests. */
export type StorageOf = () => Storage

const suites = [
  accountSuite,
  identitySuite,
  groupSuite,
  peopleSuite,
  policySuite,
  customerPolicySuite,
  settingSuite,
  tagSuite,
  nodeSuite,
  activationSuite,
  instanceSuite,
  sessionSuite,
  recordSuite,
  organizationSuite,
  auditSuite,
  decisionSuite,
  documentSuite,
  bucketSuite,
  objectSuite,
  objectVerbsSuite,
  logSuite,
  logEventSuite,
  transactionSuite,
]

export function storageContract(open: OpenStorage): void {
  let storage: Storage | undefined
  beforeAll(async () => {
    storage = await open()
  })
  afterAll(() => storage?.close())
  for (const suite of suites) suite(() => storage!)
}

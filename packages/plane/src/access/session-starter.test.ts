import { expect, test } from 'vitest'
import type { Caller, FederatedCaller, RoleCaller, UserCaller } from '../identity/caller.ts'
import { readStarter, writeStarter } from './session-starter.ts'

const facts = { region: 'eu-west-1', secure: true, userAgent: 'aws-cli/2', sourceIp: '203.0.113.9' }
const role: RoleCaller = {
  kind: 'role',
  accountId: '111122223333',
  arn: 'arn:aws:sts::111122223333:assumed-role/Ops/ada',
  userId: 'AROAOPS:ada',
  accessKeyId: 'ASIAEXAMPLE',
  entityId: 'AROAOPS',
  roleArn: 'arn:aws:iam::111122223333:role/Ops',
  session: { name: 'ada', issuedAt: new Date(1_000), expiresAt: new Date(2_000), policy: '{}' },
}

test('who started a session reads back as it was written, dates as dates', () => {
  expect(readStarter(writeStarter({ caller: role, facts, documentName: 'AWS-StartInteractiveCommand' }))).toEqual({
    caller: role,
    facts,
    documentName: 'AWS-StartInteractiveCommand',
  })
  expect(readStarter(writeStarter({ caller: role, facts }))).toEqual({ caller: role, facts })
})

const user: UserCaller = {
  kind: 'user',
  accountId: '111122223333',
  arn: 'arn:aws:iam::111122223333:user/ada',
  userId: 'AIDAADA',
  accessKeyId: 'ASIAEXAMPLE',
  userName: 'ada',
  entityId: 'AIDAADA',
  session: { issuedAt: new Date(1_000), expiresAt: new Date(2_000), mfaAt: new Date(500) },
}
const federated: FederatedCaller = {
  kind: 'federated',
  accountId: '111122223333',
  arn: 'arn:aws:sts::111122223333:federated-user/bob',
  userId: '111122223333:bob',
  accessKeyId: 'ASIAEXAMPLE',
  entityId: 'AIDAADA',
  userArn: 'arn:aws:iam::111122223333:user/ada',
  session: {
    name: 'bob',
    issuedAt: new Date(1_000),
    expiresAt: new Date(2_000),
    tags: { issuedAt: 'a' },
    policy: '{}',
  },
}
const { session: _, ...permanent } = user

test.each<Caller>([user, federated, permanent])('$kind callers read back as they were written', caller => {
  expect(readStarter(writeStarter({ caller, facts }))).toEqual({ caller, facts })
})

test.each(['', '{', 'null', '[]', '7', '{}', '{"caller":{"kind":"root"}}'])('%j was written by nobody', text => {
  expect(readStarter(text)).toBeUndefined()
})

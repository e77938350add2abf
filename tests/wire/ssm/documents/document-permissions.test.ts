import {
  AddTagsToResourceCommand,
  DeleteDocumentCommand,
  DescribeDocumentCommand,
  GetDocumentCommand,
  ListDocumentsCommand,
  ListDocumentVersionsCommand,
  ListTagsForResourceCommand,
  RemoveTagsFromResourceCommand,
  UpdateDocumentCommand,
  UpdateDocumentDefaultVersionCommand,
} from '@aws-sdk/client-ssm'
import { refusal } from '@hostler/testkit/refusal'
import { startTestPlane, type TestPlane, testRegion } from '@hostler/testkit/test-plane'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { allowing, denial } from '../denial.ts'
import { create, get, shell, update } from './documents.ts'

let plane: TestPlane
beforeAll(async () => {
  plane = await startTestPlane()
  await create(plane.admin, 'red', { Tags: [{ Key: 'team', Value: 'red' }] })
  await create(plane.admin, 'blue', { Tags: [{ Key: 'team', Value: 'blue' }] })
})
afterAll(() => plane.close())

const arnOf = (name: string, account = plane.accountId) => `arn:aws:ssm:${testRegion}:${account}:document/${name}`
const policy = (...Statement: object[]) => ({ Version: '2012-10-17', Statement })
const allow = (Action: string | string[], Resource: string, Condition?: object) => ({
  Effect: 'Allow',
  Action,
  Resource,
  ...(Condition && { Condition }),
})

test('a user whom no policy allows it is refused, whether the document exists or not', async () => {
  const { ssm } = await plane.user('nobody')
  const calls = {
    UpdateDocument: (Name: string) => ssm.send(new UpdateDocumentCommand({ Name, Content: shell() })),
    UpdateDocumentDefaultVersion: (Name: string) =>
      ssm.send(new UpdateDocumentDefaultVersionCommand({ Name, DocumentVersion: '1' })),
    GetDocument: (Name: string) => ssm.send(new GetDocumentCommand({ Name })),
    DescribeDocument: (Name: string) => ssm.send(new DescribeDocumentCommand({ Name })),
    ListDocumentVersions: (Name: string) => ssm.send(new ListDocumentVersionsCommand({ Name })),
    DeleteDocument: (Name: string) => ssm.send(new DeleteDocumentCommand({ Name })),
    CreateDocument: (Name: string) => create({ ...plane.admin, ssm }, Name),
  }
  for (const [operation, call] of Object.entries(calls)) {
    for (const name of ['red', 'missing']) {
      expect(await refusal(call(name))).toEqual(denial(plane, 'nobody', `ssm:${operation}`, arnOf(name)))
    }
  }
  expect(await refusal(calls.GetDocument('AWS-StartSSHSession'))).toEqual(
    denial(plane, 'nobody', 'ssm:GetDocument', arnOf('AWS-StartSSHSession', '')),
  )
  expect((await refusal(ssm.send(new ListDocumentsCommand({})))).code).toBe('AccessDeniedException')
})

test('tags of a document decide, by either name of the key', async () => {
  for (const key of ['ssm:resourceTag/team', 'aws:ResourceTag/team']) {
    const user = await plane.user(
      `red-by-${key.slice(0, 3)}`,
      policy(allow('ssm:GetDocument', '*', { StringEquals: { [key]: 'red' } })),
    )
    await get(user, 'red')
    expect((await refusal(get(user, 'blue'))).code).toBe('AccessDeniedException')
  }
})

test('a version in the name does not lead round a statement about the document', async () => {
  const denied = { Effect: 'Deny', Action: 'ssm:*', Resource: arnOf('red') }
  const user = await plane.user('not-red', policy(allow('ssm:*', '*'), denied))
  for (const name of ['red', 'red:1', arnOf('red'), `${arnOf('red')}:1`]) {
    expect((await refusal(get(user, name))).code).toBe('AccessDeniedException')
  }
  await get(user, 'blue:1')
})

test('the type of a document decides, also before there is one', async () => {
  const condition = { StringEquals: { 'ssm:DocumentType': 'Session' } }
  const user = await plane.user('sessions', policy(allow('ssm:*', '*', condition)))
  await create(user, 'typed')
  await update(user, 'typed')
  const command = JSON.stringify({ schemaVersion: '1.2', runtimeConfig: { 'aws:runShellScript': {} } })
  for (const DocumentType of ['Command' as const, undefined]) {
    const made = create(user, 'other', { Content: command, DocumentType })
    expect((await refusal(made)).code).toBe('AccessDeniedException')
  }
  await create(plane.admin, 'command', { Content: command, DocumentType: 'Command' })
  expect((await refusal(get(user, 'command'))).code).toBe('AccessDeniedException')
})

test('tags at creation are asked about by key and value, and take the permission to tag', async () => {
  const tagged = { Tags: [{ Key: 'team', Value: 'red' }] }
  const creator = await plane.user('creator', allowing('ssm:CreateDocument'))
  await create(creator, 'plain')
  expect(await refusal(create(creator, 'tagged', tagged))).toEqual(
    denial(plane, 'creator', 'ssm:AddTagsToResource', arnOf('tagged')),
  )
  const condition = {
    StringEquals: { 'aws:RequestTag/team': 'red' },
    'ForAllValues:StringEquals': { 'aws:TagKeys': ['team'] },
  }
  const red = await plane.user(
    'red-only',
    policy(allow(['ssm:CreateDocument', 'ssm:AddTagsToResource'], '*', condition)),
  )
  await create(red, 'tagged', tagged)
  const others = [
    {},
    { Tags: [{ Key: 'team', Value: 'blue' }] },
    { Tags: [...tagged.Tags, { Key: 'more', Value: '' }] },
  ]
  for (const input of others) expect((await refusal(create(red, 'other', input))).code).toBe('AccessDeniedException')
})

describe('tags of documents', () => {
  const target = { ResourceType: 'Document' as const, ResourceId: 'red' }
  const tags = async () => (await plane.admin.ssm.send(new ListTagsForResourceCommand(target))).TagList

  test('are added, listed and removed', async () => {
    const Tags = [{ Key: 'stage', Value: 'test' }]
    await plane.admin.ssm.send(new AddTagsToResourceCommand({ ...target, Tags }))
    expect(await tags()).toEqual([...Tags, { Key: 'team', Value: 'red' }])
    await plane.admin.ssm.send(new RemoveTagsFromResourceCommand({ ...target, TagKeys: ['stage'] }))
    expect(await tags()).toEqual([{ Key: 'team', Value: 'red' }])
  })

  test('take permission on the document, and EC2 has no say in them', async () => {
    const tagging = allow('ssm:AddTagsToResource', arnOf('red'), { StringEquals: { 'aws:ResourceTag/team': 'red' } })
    const { ssm } = await plane.user('tagger', policy(tagging))
    const add = (ResourceId: string, Value: string) =>
      ssm.send(new AddTagsToResourceCommand({ ...target, ResourceId, Tags: [{ Key: 'team', Value }] }))
    await add('red', 'red')
    expect(await refusal(add('blue', 'red'))).toEqual(denial(plane, 'tagger', 'ssm:AddTagsToResource', arnOf('blue')))
  })

  test('are InvalidResourceId for what does not exist, for AWS’s own and in another account', async () => {
    const other = await plane.account('strangers')
    const list = (ResourceId: string, { ssm } = plane.admin) =>
      ssm.send(new ListTagsForResourceCommand({ ...target, ResourceId }))
    for (const call of [list('missing'), list('AWS-StartSSHSession'), list('red', other)]) {
      expect((await refusal(call)).code).toBe('InvalidResourceId')
    }
  })
})

// A document from its making to its end, by every operation; one story, so one file.
import {
  DeleteDocumentCommand,
  DescribeDocumentCommand,
  GetDocumentCommand,
  ListDocumentVersionsCommand,
  UpdateDocumentDefaultVersionCommand,
} from '@aws-sdk/client-ssm'
import { createHash } from 'node:crypto'
import { refusal } from '@hostler/testkit/refusal'
import { startTestPlane, type TestPlane, testRegion } from '@hostler/testkit/test-plane'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { commandContent, create, get, shell, update } from './documents.ts'

let plane: TestPlane
beforeAll(async () => {
  plane = await startTestPlane()
})
afterAll(() => plane.close())

const describeDocument = async (Name: string, input: object = {}) =>
  (await plane.admin.ssm.send(new DescribeDocumentCommand({ Name, ...input }))).Document!
const remove = (Name: string, input: object = {}) => plane.admin.ssm.send(new DeleteDocumentCommand({ Name, ...input }))
const makeDefault = (Name: string, DocumentVersion: string) =>
  plane.admin.ssm.send(new UpdateDocumentDefaultVersionCommand({ Name, DocumentVersion }))
const versions = async (Name: string) =>
  (await plane.admin.ssm.send(new ListDocumentVersionsCommand({ Name }))).DocumentVersions!

test('a document is made, told, changed, made the default and deleted', async () => {
  const Content = JSON.stringify(commandContent())
  const Tags = [{ Key: 'team', Value: 'a' }]
  const named = { DisplayName: 'List a folder', VersionName: 'first', TargetType: '/AWS::EC2::Instance' }
  const { DocumentDescription: made } = await create(plane.admin, 'list', {
    Content,
    DocumentType: 'Command',
    Tags,
    ...named,
  })
  const described = {
    ...named,
    Name: 'list',
    Owner: plane.accountId,
    CreatedDate: expect.any(Date) as Date,
    DocumentVersion: '1',
    LatestVersion: '1',
    DefaultVersion: '1',
    Description: 'command',
    DocumentType: 'Command',
    DocumentFormat: 'JSON',
    SchemaVersion: '2.2',
    PlatformTypes: ['Linux', 'MacOS'],
    Hash: createHash('sha256').update(Content).digest('hex'),
    HashType: 'Sha256',
    Parameters: [
      { Name: 'dir', Type: 'String', Description: 'where', DefaultValue: '/tmp' },
      { Name: 'all', Type: 'StringList', DefaultValue: '["a"]' },
    ],
    Tags,
  }
  expect(made).toEqual({ ...described, Status: 'Creating' })
  expect(await describeDocument('list')).toEqual({ ...described, Status: 'Active' })
  const { $metadata: _, ...got } = await get(plane.admin, 'list')
  expect(got).toEqual({
    Name: 'list',
    DisplayName: 'List a folder',
    VersionName: 'first',
    CreatedDate: made!.CreatedDate,
    DocumentVersion: '1',
    Status: 'Active',
    Content,
    DocumentType: 'Command',
    DocumentFormat: 'JSON',
  })

  await plane.clock.advance({ minutes: 1 })
  const second = JSON.stringify(commandContent('second'))
  const { DocumentDescription: changed } = await update(plane.admin, 'list', {
    Content: second,
    VersionName: 'next',
    DocumentVersion: '$LATEST',
  })
  expect(changed).toMatchObject({
    DocumentVersion: '2',
    LatestVersion: '2',
    DefaultVersion: '1',
    Status: 'Updating',
    VersionName: 'next',
    DisplayName: 'List a folder',
    TargetType: '/AWS::EC2::Instance',
    Description: 'second',
    Tags,
  })
  expect((await get(plane.admin, 'list')).Content).toBe(Content)
  for (const selector of [{ DocumentVersion: '$LATEST' }, { DocumentVersion: '2' }, { VersionName: 'next' }]) {
    expect((await get(plane.admin, 'list', selector)).Content).toBe(second)
  }
  const { Description } = await makeDefault('list', '2')
  expect(Description).toEqual({ Name: 'list', DefaultVersion: '2', DefaultVersionName: 'next' })
  expect((await get(plane.admin, 'list', { DocumentVersion: '$DEFAULT' })).Content).toBe(second)
  expect(await versions('list')).toEqual([
    expect.objectContaining({ DocumentVersion: '2', IsDefaultVersion: true, VersionName: 'next', Status: 'Active' }),
    expect.objectContaining({
      DocumentVersion: '1',
      IsDefaultVersion: false,
      VersionName: 'first',
      DocumentFormat: 'JSON',
    }),
  ])

  const { $metadata: __, ...answer } = await remove('list')
  expect(answer).toEqual({})
  expect(await refusal(get(plane.admin, 'list'))).toEqual({
    code: 'InvalidDocument',
    status: 400,
    message: 'Document with name list does not exist.',
  })
  await create(plane.admin, 'list')
  expect(await describeDocument('list')).toMatchObject({ DocumentVersion: '1', Tags: [], DocumentType: 'Session' })
})

test('a document is named by its ARN and with its version behind a colon', async () => {
  await create(plane.admin, 'named')
  await update(plane.admin, 'named')
  const arn = `arn:aws:ssm:${testRegion}:${plane.accountId}:document/named`
  expect((await get(plane.admin, arn)).Name).toBe('named')
  expect((await get(plane.admin, `${arn}:2`)).DocumentVersion).toBe('2')
  expect((await get(plane.admin, 'named:2')).DocumentVersion).toBe('2')
  expect((await describeDocument('named:2')).DocumentVersion).toBe('2')
  const others = [
    arn.replace(testRegion, 'us-east-1'),
    arn.replace(plane.accountId, '123456789012'),
    arn.replace(plane.accountId, ''),
  ]
  for (const Name of [...others, `${arn}:2:2`, 'named:', 'NAMED']) {
    expect((await refusal(get(plane.admin, Name))).code).toMatch(/^InvalidDocument(Version)?$/)
  }
})

test('YAML is kept as it is written and given as JSON unless it is asked for', async () => {
  const Content =
    '# preferences\nschemaVersion: "1.0"\nsessionType: Standard_Stream\ninputs:\n  runAsDefaultUser: "yes"\n'
  await create(plane.admin, 'yaml', { Content, DocumentFormat: 'YAML' })
  expect((await describeDocument('yaml')).DocumentFormat).toBe('YAML')
  expect((await get(plane.admin, 'yaml', { DocumentFormat: 'YAML' })).Content).toBe(Content)
  const json = await get(plane.admin, 'yaml')
  expect(json.DocumentFormat).toBe('JSON')
  expect(JSON.parse(json.Content!)).toEqual({
    schemaVersion: '1.0',
    sessionType: 'Standard_Stream',
    inputs: { runAsDefaultUser: 'yes' },
  })
  await update(plane.admin, 'yaml', { Content: json.Content! })
  const back = await get(plane.admin, 'yaml', { DocumentVersion: '2', DocumentFormat: 'YAML' })
  expect(back).toMatchObject({ DocumentFormat: 'YAML', Content: expect.stringContaining('schemaVersion: "1.0"\n') })
  expect(back.Content).toContain('runAsDefaultUser: "yes"')
  expect((await refusal(get(plane.admin, 'yaml', { DocumentFormat: 'TEXT' }))).code).toBe('ValidationException')
})

test('the number of a deleted version is not given again', async () => {
  await create(plane.admin, 'numbers')
  for (const description of ['two', 'three']) await update(plane.admin, 'numbers', { Content: shell(description) })
  await remove('numbers', { DocumentVersion: '3' })
  expect(await describeDocument('numbers')).toMatchObject({ LatestVersion: '2', DefaultVersion: '1' })
  await remove('numbers', { DocumentVersion: '2' })
  const { DocumentDescription } = await update(plane.admin, 'numbers', { Content: shell('four') })
  expect(DocumentDescription).toMatchObject({ DocumentVersion: '4', LatestVersion: '4' })
  expect((await versions('numbers')).map(({ DocumentVersion }) => DocumentVersion)).toEqual(['4', '1'])
})

test('documents survive a restart, and an acknowledged change is never half there', async () => {
  await create(plane.admin, 'lasting', { Tags: [{ Key: 'k', Value: 'v' }] })
  await update(plane.admin, 'lasting')
  await plane.restart()
  expect(await describeDocument('lasting')).toMatchObject({ LatestVersion: '2', Tags: [{ Key: 'k', Value: 'v' }] })
  expect((await get(plane.admin, 'lasting:2')).Content).toBe(shell('changed'))
})

test('of changes that come at once each gets a number, or is told that it was too late', async () => {
  await create(plane.admin, 'busy')
  const calls = Array.from({ length: 8 }, (_, i) => update(plane.admin, 'busy', { Content: shell(`at once ${i}`) }))
  const made = (await Promise.all(calls)).map(({ DocumentDescription }) => Number(DocumentDescription!.DocumentVersion))
  expect(made.sort((a, b) => a - b)).toEqual([2, 3, 4, 5, 6, 7, 8, 9])
  const same = await Promise.allSettled(Array.from({ length: 4 }, () => create(plane.admin, 'once')))
  expect(same.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
})

describe('AWS’s own documents', () => {
  test('are there for everybody, and nobody’s to change', async () => {
    const name = 'AWS-StartInteractiveCommand'
    expect(await describeDocument(name)).toMatchObject({
      Owner: 'Amazon',
      DocumentType: 'Session',
      DocumentVersion: '1',
      SchemaVersion: '1.0',
      PlatformTypes: ['Windows', 'Linux', 'MacOS'],
      Parameters: [expect.objectContaining({ Name: 'command', Type: 'String' })],
    })
    const { Content } = await get(plane.admin, `arn:aws:ssm:${testRegion}::document/${name}:1`)
    expect(JSON.parse(Content!)).toMatchObject({ sessionType: 'InteractiveCommands' })
    expect((await get(plane.admin, name, { DocumentFormat: 'YAML' })).Content).toContain(
      'sessionType: InteractiveCommands',
    )
    expect(await versions(name)).toEqual([expect.objectContaining({ Name: name, IsDefaultVersion: true })])
    const refused = {
      code: 'InvalidDocument',
      status: 400,
      message: `Document ${name} is owned by Amazon and cannot be changed.`,
    }
    expect(await refusal(update(plane.admin, name))).toEqual(refused)
    expect(await refusal(makeDefault(name, '1'))).toEqual(refused)
    expect(await refusal(remove(name))).toEqual(refused)
    expect((await refusal(get(plane.admin, name, { DocumentVersion: '2' }))).code).toBe('InvalidDocumentVersion')
    expect(
      (await refusal(get(plane.admin, `arn:aws:ssm:${testRegion}:${plane.accountId}:document/${name}`))).code,
    ).toBe('InvalidDocument')
    expect((await refusal(get(plane.admin, 'AWS-Nothing'))).code).toBe('InvalidDocument')
  })
})

test('another account and another region have documents of their own', async () => {
  await create(plane.admin, 'mine')
  const other = await plane.account('other')
  const elsewhere = plane.clients(plane.admin.credentials, 'us-east-1')
  for (const clients of [other, elsewhere]) {
    expect((await refusal(get(clients, 'mine'))).code).toBe('InvalidDocument')
    const { DocumentDescription } = await create(clients, 'mine', { Content: shell('theirs') })
    expect(DocumentDescription).toMatchObject({ Owner: clients === other ? other.accountId : plane.accountId })
    await clients.ssm.send(new DeleteDocumentCommand({ Name: 'mine' }))
  }
  const arn = `arn:aws:ssm:${testRegion}:${plane.accountId}:document/mine`
  expect((await refusal(other.ssm.send(new GetDocumentCommand({ Name: arn })))).code).toMatch(
    /AccessDenied|InvalidDocument/,
  )
  expect((await get(plane.admin, 'mine')).Content).toBe(shell())
})

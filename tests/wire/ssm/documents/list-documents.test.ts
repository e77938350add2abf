import {
  ListDocumentsCommand,
  type ListDocumentsCommandInput,
  ListDocumentVersionsCommand,
  paginateListDocuments,
  paginateListDocumentVersions,
} from '@aws-sdk/client-ssm'
import { refusal } from '@hostler/testkit/refusal'
import { startTestPlane, type TestPlane } from '@hostler/testkit/test-plane'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { commandContent, create, shell, update } from './documents.ts'

let plane: TestPlane
beforeAll(async () => {
  plane = await startTestPlane()
  const linux = commandContent()
  const windows = {
    ...linux,
    mainSteps: [{ ...linux.mainSteps[0], precondition: { StringEquals: ['platformType', 'Windows'] } }],
  }
  await create(plane.admin, 'shell-one', {
    Tags: [
      { Key: 'team', Value: 'a' },
      { Key: 'empty', Value: '' },
    ],
  })
  await create(plane.admin, 'Shell-two', { Tags: [{ Key: 'team', Value: 'b' }] })
  await create(plane.admin, 'run', {
    Content: JSON.stringify(linux),
    DocumentType: 'Command',
    TargetType: '/AWS::EC2::Instance',
  })
  await create(plane.admin, 'run-windows', { Content: JSON.stringify(windows), DocumentType: 'Command' })
})
afterAll(() => plane.close())

const own = ['Shell-two', 'run', 'run-windows', 'shell-one']
const awsOwned = [
  'AWS-StartInteractiveCommand',
  'AWS-StartNonInteractiveCommand',
  'AWS-StartPortForwardingSession',
  'AWS-StartPortForwardingSessionToRemoteHost',
  'AWS-StartSSHSession',
]

async function names(input: ListDocumentsCommandInput = {}): Promise<string[]> {
  const { DocumentIdentifiers } = await plane.admin.ssm.send(new ListDocumentsCommand(input))
  return DocumentIdentifiers!.map(({ Name }) => Name!)
}
const filter = (Key: string, ...Values: string[]) => ({ Filters: [{ Key, Values }] })

test('AWS’s documents and the account’s own are listed by name, as their default versions are', async () => {
  await update(plane.admin, 'run', { Content: JSON.stringify(commandContent('later')) })
  expect(await names()).toEqual([...awsOwned, ...own])
  const { DocumentIdentifiers } = await plane.admin.ssm.send(new ListDocumentsCommand(filter('Name', 'run')))
  expect(DocumentIdentifiers![0]).toEqual({
    Name: 'run',
    Owner: plane.accountId,
    Author: plane.accountId,
    CreatedDate: expect.any(Date) as Date,
    DocumentVersion: '1',
    DocumentType: 'Command',
    DocumentFormat: 'JSON',
    SchemaVersion: '2.2',
    PlatformTypes: ['Linux', 'MacOS'],
    TargetType: '/AWS::EC2::Instance',
    Tags: [],
  })
})

describe('filters', () => {
  test.each<[ListDocumentsCommandInput, string[]]>([
    [filter('Owner', 'Amazon'), awsOwned],
    [filter('Owner', 'Self'), own],
    [filter('Owner', 'Public'), []],
    [filter('Name', 'run', 'Shell'), ['Shell-two', 'run', 'run-windows']],
    [filter('SearchKeyword', 'SHELL'), ['Shell-two', 'shell-one']],
    [filter('DocumentType', 'Command'), ['run', 'run-windows']],
    [filter('PlatformTypes', 'Windows'), [...awsOwned, 'Shell-two', 'run-windows', 'shell-one']],
    [filter('TargetType', '/AWS::EC2::Instance'), ['run']],
    [filter('tag:team', 'a', 'b'), ['Shell-two', 'shell-one']],
    [filter('tag:team', 'c'), []],
    [
      {
        Filters: [
          { Key: 'tag:team', Values: ['a', 'b'] },
          { Key: 'Name', Values: ['shell'] },
        ],
      },
      ['shell-one'],
    ],
    [{ DocumentFilterList: [{ key: 'Name', value: 'run' }] }, ['run']],
    [
      {
        DocumentFilterList: [
          { key: 'Owner', value: 'Self' },
          { key: 'DocumentType', value: 'Session' },
        ],
      },
      ['Shell-two', 'shell-one'],
    ],
    [{ DocumentFilterList: [{ key: 'PlatformTypes', value: 'Linux' }], ...filter('DocumentType', 'Command') }, ['run']],
  ])('%j finds %j', async (input, expected) => {
    expect(await names(input)).toEqual(expected)
  })

  test.each([
    [filter('Colour', 'red'), 'InvalidFilterKey'],
    [filter('tag:', 'red'), 'InvalidFilterKey'],
    [filter('constructor', 'red'), 'InvalidFilterKey'],
    [filter('Owner', 'Self', 'Amazon'), 'ValidationException'],
    [filter('Owner', 'Nobody'), 'ValidationException'],
    [{ NextToken: 'nonsense' }, 'InvalidNextToken'],
    [{ MaxResults: 51 }, 'ValidationException'],
  ])('%j is refused: %s', async (input, code) => {
    expect((await refusal(names(input))).code).toBe(code)
  })
})

test.each([1, 2, 4, 50])('pages of %i hold every document once', async pageSize => {
  const found: string[] = []
  for await (const page of paginateListDocuments({ client: plane.admin.ssm, pageSize }, {})) {
    expect(page.DocumentIdentifiers!.length).toBeLessThanOrEqual(pageSize)
    found.push(...page.DocumentIdentifiers!.map(({ Name }) => Name!))
  }
  expect(found).toEqual([...awsOwned, ...own])
})

test('versions are paged to the end, newest first', async () => {
  await create(plane.admin, 'zz-many')
  for (let i = 2; i <= 7; i++) await update(plane.admin, 'zz-many', { Content: shell(`number ${i}`) })
  const found: string[] = []
  const config = { client: plane.admin.ssm, pageSize: 3 }
  for await (const { DocumentVersions } of paginateListDocumentVersions(config, { Name: 'zz-many' })) {
    found.push(...DocumentVersions!.map(({ DocumentVersion }) => DocumentVersion!))
  }
  expect(found).toEqual(['7', '6', '5', '4', '3', '2', '1'])
  const call = (input: object) => plane.admin.ssm.send(new ListDocumentVersionsCommand({ Name: 'zz-many', ...input }))
  expect((await refusal(call({ NextToken: 'nonsense' }))).code).toBe('InvalidNextToken')
  expect((await refusal(call({ Name: 'missing' }))).code).toBe('InvalidDocument')
})

test('another account sees AWS’s documents and none of these', async () => {
  const { ssm } = await plane.account('other')
  const { DocumentIdentifiers } = await ssm.send(new ListDocumentsCommand({}))
  expect(DocumentIdentifiers!.map(({ Name }) => Name)).toEqual(awsOwned)
})

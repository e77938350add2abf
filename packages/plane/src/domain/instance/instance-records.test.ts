import { afterEach, beforeEach, expect, test } from 'vitest'
import { createInstanceRecords, type InstanceRecords } from './instance-records.ts'
import { context, TestInstances } from './test-instances.ts'

let here: TestInstances
let records: InstanceRecords
let id: string
beforeEach(async () => {
  here = await TestInstances.open()
  id = await here.launch()
  await here.instances.idle()
  records = createInstanceRecords(here.storage)
})
afterEach(() => here[Symbol.asyncDispose]())

const stored = () => here.storage.read.instances.find(context, id)

test('what is remembered is what is stored, after every change', async () => {
  expect(await records.find(context, id)).toEqual(await stored())
  const [{ before, after } = {}] = await records.change(context, [id], one => ({ ...one, keyName: 'new' }))
  expect([before!.keyName, after!.keyName]).toEqual([undefined, 'new'])
  expect(await records.find(context, id)).toEqual(await stored())
  expect((await stored())!.keyName).toBe('new')
  await records.remove([after!])
  expect([await records.find(context, id), await stored()]).toEqual([undefined, undefined])
})

test('changes at once each see what the one before left', async () => {
  const number = (text = '0') => String(Number(text) + 1)
  const changes = Array.from({ length: 50 }, () =>
    records.change(context, [id], one => ({ ...one, keyName: number(one.keyName) })),
  )
  await Promise.all(changes)
  expect((await records.get(context, id)).keyName).toBe('50')
  expect((await stored())!.keyName).toBe('50')
})

test('a change that throws, or names an instance that is not there, changes nothing', async () => {
  const second = await here.launch()
  const rename = (keyName: string) => (one: Parameters<Parameters<InstanceRecords['change']>[2]>[0]) => ({
    ...one,
    keyName,
  })
  await expect(records.change(context, [id, 'i-missing'], rename('a'))).rejects.toMatchObject({
    key: 'instance.not-found',
    id: 'i-missing',
  })
  const throwing = records.change(context, [id, second], one => {
    if (one.id === second) throw new Error('no')
    return rename('b')(one)
  })
  await expect(throwing).rejects.toThrow('no')
  expect([(await records.get(context, id)).keyName, (await stored())!.keyName]).toEqual([undefined, undefined])
})

test('instances of other accounts and regions are not found under one’s own', async () => {
  const elsewhere = { ...context, region: 'us-east-1' }
  const others = { ...context, accountId: '999999999999' }
  for (const scope of [elsewhere, others]) {
    expect(await records.find(scope, id)).toBeUndefined()
    expect(await records.list(scope)).toEqual([])
    await expect(records.get(scope, id)).rejects.toMatchObject({ key: 'instance.not-found' })
    await expect(records.change(scope, [id], one => one)).rejects.toMatchObject({ key: 'instance.not-found' })
  }
  expect((await records.listAll()).map(one => one.id)).toEqual([id])
})

test('lists are sorted by id', async () => {
  for (let count = 0; count < 5; count++) await here.launch()
  const fresh = createInstanceRecords(here.storage)
  const ids = (await fresh.list(context)).map(one => one.id)
  expect(ids).toEqual([...ids].sort())
  expect(ids.length).toBe(6)
})

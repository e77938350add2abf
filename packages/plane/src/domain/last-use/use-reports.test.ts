import { expect, test } from 'vitest'
import { createUseReports } from './use-reports.ts'

const ada = { accountId: '1', region: 'r', callerArn: 'ada', now: new Date(1) }
const notFound = expect.objectContaining({ key: 'use-report.not-found' })

test('a report is for whoever asked for it, and for nobody else', () => {
  const reports = createUseReports<string>()
  const id = reports.add(ada, 'what ada did')
  expect(id).toHaveLength(36)
  expect(reports.get(ada, id)).toMatchObject({ report: 'what ada did', madeAt: new Date(1) })
  expect(() => reports.get({ ...ada, callerArn: 'eve' }, id)).toThrow(notFound)
  expect(() => reports.get({ ...ada, accountId: '2' }, id)).toThrow(notFound)
  expect(() => reports.get(ada, 'another')).toThrow(notFound)
})

test('an account’s oldest reports go when there are many, and nobody else’s', () => {
  const reports = createUseReports<number>()
  const others = reports.add({ ...ada, accountId: '2' }, 0)
  const ids = Array.from({ length: 60 }, (_, i) => reports.add(ada, i))
  expect(() => reports.get(ada, ids[9]!)).toThrow(notFound)
  expect(reports.get(ada, ids[10]!).report).toBe(10)
  expect(reports.get({ ...ada, accountId: '2' }, others).report).toBe(0)
})

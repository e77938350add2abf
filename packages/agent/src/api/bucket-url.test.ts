import { expect, test } from 'vitest'
import { bucketUrl } from './bucket-url.ts'

test.each([
  ['https://s3.eu-west-1.cp.example/', 'logs', 'https://logs.s3.eu-west-1.cp.example/'],
  ['http://cp:8080/', 'logs', 'http://logs.cp:8080/'],
  ['https://127.0.0.1:8443/', 'logs', 'https://127.0.0.1:8443/logs'],
  ['https://[::1]:8443/', 'logs', 'https://[::1]:8443/logs'],
  ['http://localhost:8080/', 'logs', 'http://localhost:8080/logs'],
  ['https://cp/a/b/', 'logs', 'https://logs.cp/a/b/'],
  ['http://cp/', 'my.logs', 'http://my.logs.cp/'],
  ['https://cp/', 'my.logs', 'https://cp/my.logs'],
  ['https://cp/', 'Logs_Of', 'https://cp/Logs_Of'],
  ['https://cp/', 'evil.example/', 'https://cp/evil.example%2F'],
  ['https://cp/', 'a@evil', 'https://cp/a%40evil'],
])('at %s the bucket %s is %s', (endpoint, bucket, url) => {
  expect(bucketUrl(new URL(endpoint), bucket).href).toBe(url)
})

test.each([
  ['pre/fix/a b+c.log', '/pre/fix/a%20b%2Bc.log'],
  ["保守/(1)!*'.log", '/%E4%BF%9D%E5%AE%88/%281%29%21%2A%27.log'],
  ['/a//b?c#d%20', '//a//b%3Fc%23d%2520'],
])('the key %s is encoded once', (key, path) => {
  expect(bucketUrl(new URL('https://cp/'), 'logs', key).pathname).toBe(path)
  expect(bucketUrl(new URL('https://127.0.0.1/'), 'logs', key).pathname).toBe(`/logs${path}`)
})

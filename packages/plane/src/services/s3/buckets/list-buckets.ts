import * as s3 from '@hostler/wire/models/s3'

import { may } from '../../../access/ask.ts'
import { parsePageToken, toPageToken } from '../../../domain/basics/page-token.ts'
import { invalidArgument } from '../errors.ts'
import { operation } from '../s3-operation.ts'
import { renderOwner } from './render-owner.ts'

const bucketsMax = 10_000

export const ListBuckets = operation(s3.ListBuckets, {
  asks: (_input, names) => [may('s3:ListAllMyBuckets', names.bucket('*'))],
  faults: {
    'page-token.invalid': ({ id }) => invalidArgument('The continuation token is not valid', 'continuation-token', id),
  },
  async run({ Prefix, BucketRegion, ContinuationToken, MaxBuckets = bucketsMax }, { buckets }, { accountId }) {
    const page = { limit: MaxBuckets, ...(ContinuationToken && { after: parsePageToken(ContinuationToken) }) }
    const filter = { ...(Prefix && { prefix: Prefix }), ...(BucketRegion && { region: BucketRegion }) }
    const { items, next } = await buckets.list(accountId, filter, page)
    return {
      Owner: renderOwner(accountId),
      Buckets: items.map(({ name, createdAt, region }) => ({
        Name: name,
        CreationDate: createdAt,
        BucketRegion: region,
        BucketArn: `arn:aws:s3:::${name}`,
      })),
      Prefix,
      ...(next !== undefined && { ContinuationToken: toPageToken(next) }),
    }
  },
})

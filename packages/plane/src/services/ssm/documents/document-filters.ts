import type { DocumentFilter, DocumentKeyValuesFilter } from '@hostler/wire/models/ssm'
import type { ListedDocument } from '../../../domain/document/document-reads.ts'
import { invalidFilterKey, validationException } from '../errors.ts'

type Matches = (found: ListedDocument) => boolean

const owners = ['Amazon', 'Private', 'Public', 'Self', 'ThirdParty']

/**
 * Both forms of filters, all of which a document must meet: the first form knows one value each and exact names, the
 * second several values, of which one must fit, and how names begin. Throws InvalidFilterKey.
 */
export function readDocumentFilters(
  first: readonly DocumentFilter[],
  second: readonly DocumentKeyValuesFilter[],
  accountId: string,
): Matches {
  const tests = [
    ...first.map(({ key, value }) =>
      key === 'Name' ? (found: ListedDocument) => found.document.name === value : readFilter(key, [value], accountId),
    ),
    ...second.map(({ Key = '', Values = [] }) => readFilter(Key, Values, accountId)),
  ]
  return found => tests.every(test => test(found))
}

function readFilter(key: string, values: readonly string[], accountId: string): Matches {
  switch (key) {
    case 'Name':
      return ({ document }) => values.some(value => document.name.startsWith(value))
    case 'SearchKeyword':
      return ({ document }) => values.some(value => document.name.toLowerCase().includes(value.toLowerCase()))
    case 'Owner':
      return readOwner(values, accountId)
    case 'PlatformTypes':
      return ({ version }) => version.summary.platformTypes.some(platform => values.includes(platform))
    case 'DocumentType':
      return ({ document }) => values.includes(document.type)
    case 'TargetType':
      return ({ version }) => version.targetType !== undefined && values.includes(version.targetType)
    default:
      return readTagFilter(key, values)
  }
}

/** Nothing is shared here, so nothing belongs to the owners between one's own and Amazon. */
function readOwner(values: readonly string[], accountId: string): Matches {
  const [owner = ''] = values
  if (values.length !== 1 || !owners.includes(owner)) {
    throw validationException(`The filter Owner takes one of [${owners.join(', ')}].`)
  }
  return ({ document }) => (owner === 'Self' ? accountId : owner) === document.owner
}

function readTagFilter(key: string, values: readonly string[]): Matches {
  if (!key.startsWith('tag:') || key.length === 'tag:'.length) throw invalidFilterKey(key)
  const tag = key.slice('tag:'.length)
  return ({ tags }) => {
    const value = tags.get(tag)
    return value !== undefined && values.includes(value)
  }
}

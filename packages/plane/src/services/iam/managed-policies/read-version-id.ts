/** The number of a version id; the model's pattern has seen to its form. */
export function readVersionId(versionId: string): number {
  return Number(/^v(\d+)/.exec(versionId)?.[1] ?? Number.NaN)
}

import { temporal } from '@temporalio/proto';
import type { Connection } from '@temporalio/client';
import { searchAttribute } from '../workflows/messages';

/**
 * Registers the search attributes that the namespace lacks. Adding one that exists changes nothing, so two workers may do it
 * at once; existing ones are looked up first because a Temporal Cloud key may list but not add.
 */
export async function registerSearchAttributes(connection: Connection, namespace: string): Promise<string[]> {
  const { operatorService } = connection;
  const { customAttributes } = await operatorService.listSearchAttributes({ namespace });
  const missing = Object.values(searchAttribute)
    .map(({ name }) => name)
    .filter((name) => !(name in customAttributes));
  if (missing.length === 0) return [];
  const keyword = temporal.api.enums.v1.IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD;
  await operatorService.addSearchAttributes({
    namespace,
    searchAttributes: Object.fromEntries(missing.map((name) => [name, keyword])),
  });
  return missing;
}

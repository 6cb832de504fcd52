import { Validator } from '@seriousme/openapi-schema-validator';
import { expect, test } from 'vitest';
import { memoryDatabase } from '../support/database.ts';
import { appOf } from './support/app.ts';

test('the description is a valid OpenAPI 3.1 document', async () => {
  const { get } = await appOf(memoryDatabase());
  const document = (await get('/openapi.json')).json();
  const { valid, errors } = await new Validator().validate(document);
  expect(errors ?? []).toEqual([]);
  expect(valid).toBe(true);
  const parameters: { name: string; required: boolean }[] = document.paths['/api/v1/requests'].get.parameters;
  expect(parameters.filter(({ required }) => required)).toEqual([]);
  expect(document.openapi).toBe('3.1.0');
  expect(document.components.schemas.RequestRow.properties).toHaveProperty('started_at');
});

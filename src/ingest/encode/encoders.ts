import type { FamilyId } from '../../formats/family.ts';
import type { Encoder } from './encoder.ts';
import { HttpProxyEncoder } from './http-proxy.ts';
import { MapiAddressBookEncoder } from './mapi-address-book.ts';
import { MapiClientAccessEncoder } from './mapi-client-access.ts';
import { MapiHttpEncoder } from './mapi-http.ts';
import type { SharedValues } from './shared-values.ts';

/** One encoder a family. */
export function makeEncoders(shared: SharedValues): Record<FamilyId, Encoder> {
  return {
    http_proxy: new HttpProxyEncoder({ shared }),
    mapi_http: new MapiHttpEncoder({ shared }),
    mapi_client_access: new MapiClientAccessEncoder(),
    mapi_address_book: new MapiAddressBookEncoder(),
  };
}

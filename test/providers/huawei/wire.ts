/** The provider on the wire: against the strict stand-in, and against scripted answers that the stand-in would never give. */
import type { ProviderContext, Server } from '../../../src-main/core/provider/exchange.ts';
import type { Client } from '../../../src-main/core/provider/provider.ts';
import type { RoleSource } from '../../../src-main/core/provider/role-source.ts';
import { secret } from '../../../src-main/core/secret.ts';
import { huawei } from '../../../src-main/providers/huawei/provider.ts';
import { HuaweiSettings } from '../../../src-main/providers/huawei/settings.ts';
import { world } from '../../support/engine/provider-world.ts';
import { type ScriptedServer, startScriptedServer } from '../../support/http/scripted-server.ts';
import { type HuaweiServer, type HuaweiServerOptions, startHuaweiServer } from '../../support/huawei/server.ts';

export const { context, logged } = world();
export const TOKEN = secret('the-access-token');
export const URN = 'iam::5146d03d8aaaaaaaaaaaabbae60620a5:agency:IIC_Admin';
export const ADMIN = { name: 'prod-admin', account_id: '5146d03d8aaaaaaaaaaaabbae60620a5', role_id: URN };
export const GOOD = { start_url: 'https://idcenter.huaweicloud.com/d-47f958c067/portal', region: 'cn-north-4' };

export const client: Client = {
  source: 'registered',
  clientId: 'the-client',
  clientSecret: secret('the-client-secret'),
  authMethod: 'client_secret_post',
  flows: ['device'],
  metadata: {},
};

export interface Strict {
  readonly http: HuaweiServer;
  readonly settings: HuaweiSettings;
  readonly server: Server;
}

export async function startStrict(options: HuaweiServerOptions = {}): Promise<Strict> {
  const http = await startHuaweiServer(options);
  const settings = HuaweiSettings.parse(http.settings());
  return { http, settings, server: await huawei.discover(context, settings) };
}

export interface Scripted {
  readonly http: ScriptedServer;
  readonly settings: HuaweiSettings;
  readonly server: Server;
}

export async function startScripted(own: ProviderContext = context): Promise<Scripted> {
  const http = await startScriptedServer();
  const settings = HuaweiSettings.parse({ ...GOOD, oidc_endpoint: http.origin, portal_endpoint: http.origin });
  return { http, settings, server: await huawei.discover(own, settings) };
}

export function roles(): RoleSource<HuaweiSettings> {
  if (!huawei.roles) throw new Error('Huawei Cloud has roles');
  return huawei.roles;
}

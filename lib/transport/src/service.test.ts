import { type AnyMethod, siteService } from '@consilium/proto';
import { describe, expect, it } from 'vitest';
import { bind, type Handlers, type Peer } from './service.ts';

const handlers: Handlers<typeof siteService, unknown> = {
  async *session() {},
  listPlans: () => ({}),
  async *getBlob() {},
  greet: () => ({ welcome: {} }),
  getUploadStatus: () => ({ received: 0, counted: false }),
  putUpdate: () => Promise.resolve({ received: 0, counted: false }),
};

describe('bind', () => {
  it.each(Object.keys(siteService.methods))('refuses a service whose %s does not say who may call it', (name) => {
    const { access: _, ...open } = siteService.methods[name as keyof typeof siteService.methods];
    const service = { name: siteService.name, methods: { ...siteService.methods, [name]: open as AnyMethod } };
    expect(() => bind(service as typeof siteService, (peer) => peer, handlers)).toThrow(
      expect.objectContaining({ code: 'INTERNAL', message: `${open.path} does not say who may call it` }) as Error,
    );
  });

  it('gives handlers nothing but what the check made of the caller, and the signal', () => {
    const peer: Peer = { certificate: Uint8Array.of(1), address: 'memory' };
    const seen: unknown[] = [];
    const { calls } = bind(siteService, ({ address }, access) => ({ address, access }), {
      ...handlers,
      getUploadStatus: (request, context) => {
        seen.push(request, context);
        return { received: 0, counted: false };
      },
    });
    const { signal } = new AbortController();
    calls['getUploadStatus']?.('the request', peer, signal);
    const requireAccess = expect.any(Function) as () => void;
    expect(seen).toEqual(['the request', { identity: { address: 'memory', access: { kind: 'site' } }, signal, requireAccess }]);
  });
});

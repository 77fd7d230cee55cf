import {
  FAMILY_SETS,
  fits,
  type InstanceShape,
  largestMemoryThatFits,
  mostMemory,
  shapeOf,
  typesOf,
} from '@batchwright/model/shapes';
import fc from 'fast-check';

const shape = fc.record({
  type: fc.constant('x.large'),
  family: fc.constant('x'),
  architecture: fc.constantFrom('x86_64' as const, 'arm64' as const),
  vcpus: fc.integer({ min: 1, max: 448 }),
  memoryMiB: fc.integer({ min: 512, max: 25_165_824 }),
  gpus: fc.integer({ min: 0, max: 16 }),
  localStorageGB: fc.nat(),
});

const known = (type: string): InstanceShape => {
  const found = shapeOf(type);
  if (found === undefined) throw new Error(`${type} is not listed`);
  return found;
};

describe('shapeOf', () => {
  test.each([
    ['m7i.large', { architecture: 'x86_64', vcpus: 2, memoryMiB: 8192, gpus: 0, localStorageGB: 0 }],
    ['c6gd.metal', { architecture: 'arm64', vcpus: 64, memoryMiB: 131_072, gpus: 0, localStorageGB: 3800 }],
    ['p4d.24xlarge', { architecture: 'x86_64', vcpus: 96, memoryMiB: 1_179_648, gpus: 8, localStorageGB: 8000 }],
    ['g5g.xlarge', { architecture: 'arm64', vcpus: 4, memoryMiB: 8192, gpus: 1 }],
    ['g6f.large', { vcpus: 2, memoryMiB: 8192, gpus: 1 }],
    ['c7i-flex.large', { family: 'c7i-flex', vcpus: 2, memoryMiB: 4096 }],
    // Of another maker: no job can ask for these.
    ['g4ad.xlarge', { gpus: 0 }],
  ])('knows %s', (type, expected) => {
    expect(shapeOf(type)).toMatchObject({ type, ...expected });
  });

  test.each(['m99x.large', 'm7i.huge', 'm7i', 'constructor', 'toString.large', ''])('does not know %p', (type) => {
    expect(shapeOf(type)).toBeUndefined();
  });
});

describe('typesOf', () => {
  test('gives all sizes of a family, the smallest first, and the one type of a type', () => {
    const sizes = typesOf('r6g') ?? [];
    expect(sizes.map(({ type }) => type)).toEqual(expect.arrayContaining(['r6g.medium', 'r6g.16xlarge', 'r6g.metal']));
    expect(sizes.map(({ vcpus }) => vcpus)).toEqual(sizes.map(({ vcpus }) => vcpus).toSorted((a, b) => a - b));
    expect(typesOf('r6g.large')).toEqual([known('r6g.large')]);
  });

  test.each(Object.entries(FAMILY_SETS))(
    'gives the families of %s, of one architecture and without GPUs',
    (set, families) => {
      const types = typesOf(set) ?? [];
      expect([...new Set(types.map(({ family }) => family))]).toEqual(families);
      expect(new Set(types.map(({ architecture }) => architecture)).size).toBe(1);
      expect(types.every(({ gpus }) => gpus === 0)).toBe(true);
    },
  );

  test.each(['m99x', 'm99x.large', 'hasOwnProperty'])('knows nothing of %s', (entry) => {
    expect(typesOf(entry)).toBeUndefined();
  });
});

describe('memory for jobs', () => {
  test('is less than what is installed: the instance that AWS measured lies between advice and bound', () => {
    const m4 = known('m4.large');
    // 7985 MiB registered, less the 32 that the agent keeps.
    expect(largestMemoryThatFits(m4)).toBeLessThan(7985 - 32);
    expect(mostMemory(m4)).toBeGreaterThan(7985);
    expect(mostMemory(m4)).toBeLessThan(8192);
  });

  test('is advised below the bound, and grows with the instance', () => {
    fc.assert(
      fc.property(shape, fc.nat({ max: 65_536 }), (one, more) => {
        const larger = { ...one, memoryMiB: one.memoryMiB + more };
        expect(largestMemoryThatFits(one)).toBeLessThan(mostMemory(one));
        expect(mostMemory(one)).toBeLessThan(one.memoryMiB);
        expect(largestMemoryThatFits(larger)).toBeGreaterThanOrEqual(largestMemoryThatFits(one));
      }),
    );
  });

  test('is a whole number that is not negative, for every instance listed', () => {
    const all = ['t2', 't3', 'm7i', 'c7g', 'u7in-32tb', 'p5'].flatMap((family) => typesOf(family) ?? []);
    expect(all.length).toBeGreaterThan(30);
    for (const one of all) {
      expect(Number.isInteger(largestMemoryThatFits(one)) && largestMemoryThatFits(one) > 0).toBe(true);
    }
  });
});

describe('fits', () => {
  test('takes what is advised, refuses what is installed, and leaves open what lies between', () => {
    fc.assert(
      fc.property(shape, (one) => {
        const need = (memoryMiB: number) => ({ vcpus: one.vcpus, memoryMiB, gpus: one.gpus });
        expect(fits(one, need(largestMemoryThatFits(one)))).toBe('yes');
        expect(fits(one, need(largestMemoryThatFits(one) + 1))).toBe('perhaps');
        expect(fits(one, need(mostMemory(one)))).toBe('perhaps');
        expect(fits(one, need(mostMemory(one) + 1))).toBe('no');
        expect(fits(one, need(one.memoryMiB))).toBe('no');
      }),
    );
  });

  test('refuses more vCPUs or GPUs than there are', () => {
    fc.assert(
      fc.property(shape, fc.integer({ min: 1, max: 64 }), (one, more) => {
        expect(fits(one, { vcpus: one.vcpus + more, memoryMiB: 4 })).toBe('no');
        expect(fits(one, { vcpus: 1, memoryMiB: 4, gpus: one.gpus + more })).toBe('no');
      }),
    );
  });

  test('never refuses less of anything where more fits', () => {
    const rank = { no: 0, perhaps: 1, yes: 2 };
    const need = fc.record({ vcpus: fc.nat({ max: 500 }), memoryMiB: fc.nat(), gpus: fc.nat({ max: 16 }) });
    fc.assert(
      fc.property(shape, need, need, (one, a, b) => {
        const least = {
          vcpus: Math.min(a.vcpus, b.vcpus),
          memoryMiB: Math.min(a.memoryMiB, b.memoryMiB),
          gpus: Math.min(a.gpus, b.gpus),
        };
        expect(rank[fits(one, least)]).toBeGreaterThanOrEqual(rank[fits(one, a)]);
      }),
    );
  });
});

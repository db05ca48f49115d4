"""Keeps the code of one GPU architecture in a CUDA library: slim.py IN OUT 90

The code of the others is overwritten with zeros, so that nothing moves and the file packs well. The layout of "fat
binaries" is that which `cuobjdump` shows: containers of entries, each for an architecture."""
import struct
import sys

SECTIONS = (".nv_fatbin", "__nv_relfatbin")
MAGIC = 0xBA55ED50
COMPILED = 2


def sections(data):
    start, = struct.unpack_from("<Q", data, 0x28)
    size, count, names = struct.unpack_from("<HHH", data, 0x3A)
    all_ = [struct.unpack_from("<IIQQQQIIQQ", data, start + i * size) for i in range(count)]
    for section in all_:
        at = all_[names][4] + section[0]
        yield data[at:data.index(0, at)].decode(), section[4], section[5]


def keep(data, architecture):
    kept = 0
    for name, at, size in sections(data):
        end = at + size
        while name in SECTIONS and at < end:
            if struct.unpack_from("<I", data, at)[0] != MAGIC:
                at += 8
                continue
            header, length = struct.unpack_from("<HQ", data, at + 6)
            entry, at = at + header, at + header + length
            while entry < at:
                kind, _, head, code = struct.unpack_from("<HHIQ", data, entry)
                if kind == COMPILED and struct.unpack_from("<I", data, entry + 28)[0] == architecture:
                    kept += code
                else:
                    data[entry + head:entry + head + code] = bytes(code)
                entry += head + code
    return kept


if __name__ == "__main__":
    source, target, wanted = sys.argv[1:]
    with open(source, "rb") as file:
        library = bytearray(file.read())
    if keep(library, int(wanted)) == 0:
        sys.exit(f"{source} has no code for architecture {wanted}")
    with open(target, "wb") as file:
        file.write(library)

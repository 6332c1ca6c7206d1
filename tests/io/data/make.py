#!/usr/bin/env python3
"""Makes the files beside it: needs cjpeg and djpeg of libjpeg-turbo, and Pillow.

NAME.jpg and NAME.png are read by the tests. NAME.ppm or NAME.pgm is what djpeg, or Pillow for CMYK, decodes from
NAME.jpg. The pixels of the PNG files follow the formula that the tests know.
"""

import io
import pathlib
import struct
import subprocess
import zlib

from PIL import Image

HERE = pathlib.Path(__file__).parent
WIDTH, HEIGHT = 37, 29


def color(x, y):
    """Smooth with one edge, so that blocks of all kinds of frequencies come up."""
    inside = (x - 20) ** 2 + (y - 12) ** 2 < 80
    return (x * 255 // (WIDTH - 1), y * 255 // (HEIGHT - 1), 230 if inside else 40 + 2 * x)


def source():
    pixels = bytes(v for y in range(HEIGHT) for x in range(WIDTH) for v in color(x, y))
    return b"P6\n%d %d\n255\n" % (WIDTH, HEIGHT) + pixels


def run(command, data):
    return subprocess.run(command, input=data, capture_output=True, check=True).stdout


JPEGS = {
    "gray": ["-grayscale"],
    "gray_progressive": ["-grayscale", "-progressive"],
    "color_444": ["-sample", "1x1"],
    "color_422": ["-sample", "2x1"],
    "color_440": ["-sample", "1x2"],
    "color_420": ["-sample", "2x2"],
    "color_411": ["-sample", "4x1", "-optimize"],
    "progressive": ["-progressive", "-sample", "2x2"],
    "restart": ["-restart", "2B", "-sample", "2x1"],
    "progressive_restart": ["-progressive", "-restart", "1"],
    "rgb": ["-rgb"],
    "wide_quantizers": ["-quality", "3", "-sample", "1x1"],
    "arithmetic": ["-arithmetic"],
}


def make_jpegs():
    picture = source()
    for name, options in JPEGS.items():
        quality = [] if "-quality" in options else ["-quality", "90"]
        data = run(["cjpeg", *quality, *options], picture)
        (HERE / f"{name}.jpg").write_bytes(data)
        if name != "arithmetic":
            kind = "pgm" if name.startswith("gray") else "ppm"
            (HERE / f"{name}.{kind}").write_bytes(run(["djpeg", "-dct", "int", "-pnm"], data))
    (HERE / "one_pixel.jpg").write_bytes(run(["cjpeg", "-quality", "100"], b"P6\n1 1\n255\n\x50\x96\xc8"))
    cmyk = Image.open(io.BytesIO(picture)).convert("CMYK")
    cmyk.save(HERE / "cmyk.jpg", quality=90)
    Image.open(HERE / "cmyk.jpg").convert("RGB").save(HERE / "cmyk.ppm")


def chunk(name, data):
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def sample(x, y, c, most):
    return (7 * x + 13 * y + 29 * c) % (most + 1)


def make_png(name, kind, bits, channels, interlaced, extra=b""):
    """Rows of every filter but none of sense: what matters is that they decode."""
    passes = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]
    step = max(1, bits * channels // 8)
    raw = b""
    for x0, y0, dx, dy in passes if interlaced else [(0, 0, 1, 1)]:
        above = None
        for y in range(y0, HEIGHT, dy):
            values = [sample(x, y, c, 2**bits - 1) for x in range(x0, WIDTH, dx) for c in range(channels)]
            if not values:
                continue
            text = "".join(f"{v:0{bits}b}" for v in values)
            row = int(text.ljust(-(-len(text) // 8) * 8, "0"), 2).to_bytes(-(-len(text) // 8), "big")
            above = above or bytes(len(row))
            raw += filtered(y % 5, row, above, step)
            above = row
    header = struct.pack(">IIBBBBB", WIDTH, HEIGHT, bits, kind, 0, 0, int(interlaced))
    data = zlib.compress(raw, 9)
    third = len(data) // 3
    parts = chunk(b"IDAT", data[:third]) + chunk(b"IDAT", b"") + chunk(b"IDAT", data[third:])
    png = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + extra + parts + chunk(b"IEND", b"")
    (HERE / f"{name}.png").write_bytes(png)


def filtered(kind, row, above, step):
    out = bytearray([kind])
    for i, v in enumerate(row):
        a, b = row[i - step] if i >= step else 0, above[i]
        c = above[i - step] if i >= step else 0
        nearest = min((abs(b - c), 0, a), (abs(a - c), 1, b), (abs(a + b - 2 * c), 2, c))[2]
        out.append((v - [0, a, b, (a + b) // 2, nearest][kind]) & 255)
    return bytes(out)


def make_pngs():
    palette = chunk(b"PLTE", bytes(v for i in range(16) for v in (16 * i, 255 - 16 * i, i)))
    make_png("gray1", 0, 1, 1, False)
    make_png("gray4_interlaced", 0, 4, 1, True)
    make_png("gray16", 0, 16, 1, False)
    make_png("gray_alpha8_interlaced", 4, 8, 2, True)
    make_png("palette4_transparent", 3, 4, 1, False, palette + chunk(b"tRNS", bytes([0, 128])))
    make_png("rgb16_interlaced", 2, 16, 3, True)
    make_png("rgba8", 6, 8, 4, False)


make_jpegs()
make_pngs()

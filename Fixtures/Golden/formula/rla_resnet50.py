# rla_resnet50 over N (images per batch), H (image height), W (image width), classes (classes), k (state channels)
# Exact: ⌊x⌋ rounds down.
# Holds for the sizes that the network accepts: H mod 32 in {0, 29, 30, 31}, from 29 on; W mod 32 in {0, 29, 30, 31}, from 29 on.


def parameters(N, H, W, classes, k):
    """parameters of total: learned values, shared ones once."""
    return (
        classes * k
        + 36 * k**2
        + 2049 * classes
        + 7650 * k
        + 23508032
    )


def macs(N, H, W, classes, k):
    """macs of total: MACs."""
    return (
        27 * N * k**2 * ((H + 3) // 4) * ((W + 3) // 4)
        + 36 * N * k**2 * ((H + 3) // 8) * ((W + 3) // 8)
        + 54 * N * k**2 * ((H + 3) // 16) * ((W + 3) // 16)
        + 27 * N * k**2 * ((H + 3) // 32) * ((W + 3) // 32)
        + 1088 * N * k * ((H + 3) // 4) * ((W + 3) // 4)
        + 2688 * N * k * ((H + 7) // 8) * ((W + 7) // 8)
        + 7936 * N * k * ((H + 15) // 16) * ((W + 15) // 16)
        + 7168 * N * k * ((H + 31) // 32) * ((W + 31) // 32)
        + N * classes * k
        + 9408 * N * ((H + 1) // 2) * ((W + 1) // 2)
        + 245760 * N * ((H + 3) // 4) * ((W + 3) // 4)
        + 1310720 * N * ((H + 7) // 8) * ((W + 7) // 8)
        + 7471104 * N * ((H + 15) // 16) * ((W + 15) // 16)
        + 14417920 * N * ((H + 31) // 32) * ((W + 31) // 32)
        + 2048 * N * classes
    )


def macs_multiples(N, H, W, classes, k):
    """For height and width that are multiples of 32."""
    return (
        2547 * N * H * W * k**2
        + 151552 * N * H * W * k
        + 83410944 * N * H * W
        + 1024 * N * classes * k
        + 2097152 * N * classes
    ) // 1024


def activation_bytes(N, H, W, classes, k):
    """activation_bytes of total: B of results in memory of their own, float32."""
    return (
        80 * N * k * ((H + 3) // 4) * ((W + 3) // 4)
        + 68 * N * k * ((H + 3) // 8) * ((W + 3) // 8)
        + 32 * N * k * ((H + 7) // 8) * ((W + 7) // 8)
        + 100 * N * k * ((H + 3) // 16) * ((W + 3) // 16)
        + 48 * N * k * ((H + 15) // 16) * ((W + 15) // 16)
        + 56 * N * k * ((H + 3) // 32) * ((W + 3) // 32)
        + 24 * N * k * ((H + 31) // 32) * ((W + 31) // 32)
        + 512 * N * ((H + 1) // 2) * ((W + 1) // 2)
        + 15872 * N * ((H + 3) // 4) * ((W + 3) // 4)
        + 37888 * N * ((H + 7) // 8) * ((W + 7) // 8)
        + 108544 * N * ((H + 15) // 16) * ((W + 15) // 16)
        + 110592 * N * ((H + 31) // 32) * ((W + 31) // 32)
        + 4 * N * classes
        + 4 * N * k
        + 8192 * N
    )


def activation_bytes_multiples(N, H, W, classes, k):
    """For height and width that are multiples of 32."""
    return (
        231 * N * H * W * k
        + 71808 * N * H * W
        + 128 * N * classes
        + 128 * N * k
        + 262144 * N
    ) // 32

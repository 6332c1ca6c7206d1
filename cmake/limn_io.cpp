// The one source file behind limn::io.
#define LIMN_IO_IMPLEMENTATION
#include <limn/io/io.hpp>

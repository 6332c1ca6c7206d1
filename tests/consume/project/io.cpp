// What stands for limn::io where there is no CMake.
#define LIMN_IO_IMPLEMENTATION
#include <limn/io/io.hpp>

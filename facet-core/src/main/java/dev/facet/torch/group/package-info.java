/** Several processes that train one run, and what they compute together. */
@org.jspecify.annotations.NullMarked
package dev.facet.torch.group;
